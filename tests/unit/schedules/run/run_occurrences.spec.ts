import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import type { JobOutcome } from '#schedules/jobs/job_handler'
import { performEffect } from '#schedules/run/perform_effect'
import { WriteJob } from '#schedules/run/write_job'
import { withCleanDatabase } from '#tests/helpers/database'
import { anOccurrenceRow } from '#tests/helpers/schedule_rows'
import { secondConnection } from '#tests/helpers/second_connection'
import { aFiringProcess } from '#tests/helpers/firing_process'
import { KeepingHandler, TellingHandler } from '#tests/helpers/job_handlers'

const NOW = '2026-03-10 09:00:00'

const pending = { app_name: 'tell', status: 'pending', next_attempt_at: NOW, payload: '{"a":1}' }
const find = (id: number) => db.from('schedule_occurrences').where('id', id).firstOrFail()
/** However the driver gives it. */
const instantOf = (column: unknown) => new Date(`${String(column).replace(' ', 'T')}Z`).getTime()
const passing = {
  outcome: 'failed',
  kind: 'passing',
  reason: 'broker_away',
  error: 'no broker',
} as const

test.group('A job with an effect', (group) => {
  withCleanDatabase(group)

  test('is done once, with what it says of itself', async ({ assert }) => {
    const process = await aFiringProcess()
    process.tell.answer = async () => ({ outcome: 'done', result: { offset: 7 } })
    const id = await anOccurrenceRow(pending)
    assert.deepEqual(await process.runJobs(), { done: 1, retried: 0, deadLettered: 0 })
    assert.containSubset(await find(id), {
      status: 'done',
      attempts: 1,
      result: '{"offset":7}',
      lease_token: null,
    })
    assert.deepEqual(await process.runJobs(), { done: 0, retried: 0, deadLettered: 0 })
  })

  test('is tried again by the policy of its kind, then is a dead letter with its payload', async ({
    assert,
  }) => {
    const process = await aFiringProcess({
      retry: { byType: { 'job:tell': { kind: 'steps', minutes: [1, 2], maxRetries: 2 } } },
    })
    process.tell.answer = async () => passing
    const id = await anOccurrenceRow(pending)
    assert.equal((await process.runJobs()).retried, 1)
    assert.containSubset(await find(id), {
      status: 'pending',
      reason: 'broker_away',
      retry_count: 1,
    })
    assert.equal((await process.runJobs()).retried, 0, 'not before its time')
    process.clock.advance({ minutes: 1 })
    assert.equal((await process.runJobs()).retried, 1)
    process.clock.advance({ minutes: 2 })
    assert.equal((await process.runJobs()).deadLettered, 1)
    assert.containSubset(await find(id), {
      status: 'dead_letter',
      reason: 'retries_used_up',
      error: 'no broker',
      attempts: 3,
      payload: '{"a":1}',
    })
    const [audit] = await db.from('audit_events')
    assert.containSubset(audit, { action: 'job_dead_letter', subject: String(id) })
  })

  test('whose payload cannot even be read is tried again, then given up', async ({ assert }) => {
    const broken = new TellingHandler()
    broken.check = () => {
      throw new Error('no field of +237690005555')
    }
    const process = await aFiringProcess({ handlers: [broken] })
    const id = await anOccurrenceRow(pending)
    assert.equal((await process.runJobs()).retried, 1)
    assert.containSubset(await find(id), {
      status: 'pending',
      reason: 'unexpected_error',
      error: 'no field of [number]',
    })
  })

  test('that throws is tried again', async ({ assert }) => {
    const process = await aFiringProcess()
    process.tell.answer = async () => {
      throw new Error('surprise')
    }
    const id = await anOccurrenceRow(pending)
    assert.equal((await process.runJobs()).retried, 1)
    assert.containSubset(await find(id), { reason: 'unexpected_error', error: 'surprise' })
  })

  for (const [title, payload, answer, reason] of [
    ['a permanent fault', '{}', { ...passing, kind: 'permanent', reason: 'exit_64' }, 'exit_64'],
    ['a payload that is refused', '{"bad":true}', { outcome: 'done' }, 'payload_refused'],
  ] as const) {
    test(`${title} is a dead letter at once`, async ({ assert }) => {
      const process = await aFiringProcess()
      process.tell.answer = async () => answer
      const id = await anOccurrenceRow({ ...pending, payload })
      assert.equal((await process.runJobs()).deadLettered, 1)
      assert.containSubset(await find(id), { status: 'dead_letter', reason, payload })
    })
  }

  test('a dead letter can be done again, from the beginning', async ({ assert }) => {
    const process = await aFiringProcess()
    const id = await anOccurrenceRow({
      ...pending,
      status: 'dead_letter',
      attempts: 4,
      retry_count: 3,
    })
    const done = await anOccurrenceRow({ app_name: 'tell' })
    assert.deepEqual(await process.requeue.run({ of: { ids: [id, done] }, actor: 'cli:ada' }), [id])
    assert.equal((await process.runJobs()).done, 1)
    assert.containSubset(await find(id), { status: 'done', attempts: 5, retry_count: 0 })
  })

  test('runs beside others, as many as there is room for; a long one holds up none', async ({
    assert,
  }) => {
    const process = await aFiringProcess({ schedules: { concurrency: 2 } })
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    process.tell.answer = async () => {
      if (process.tell.ran.length === 1) await held
      return { outcome: 'done' }
    }
    for (let n = 0; n < 4; n++) await anOccurrenceRow(pending)
    const first = process.runJobs()
    while (process.tell.ran.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    /** The short one has a place until its outcome is kept. */
    const done: number[] = []
    for (let tries = 0; tries < 1_000 && done.length < 2; tries++) {
      const round = await process.runJobs()
      if (round.done > 0) done.push(round.done)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    assert.deepEqual(done, [1, 1], 'one after the other in the place of the short one')
    release()
    assert.equal((await first).done, 2)
  })

  test('of a process that was lost is done by another, and its late outcome does not count', async ({
    assert,
  }) => {
    const lost = await aFiringProcess()
    const other = await aFiringProcess()
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    lost.tell.answer = async () => {
      await held
      return { outcome: 'done', result: { by: 'lost' } }
    }
    other.tell.answer = async () => ({ outcome: 'done', result: { by: 'other' } })
    const id = await anOccurrenceRow(pending)
    const standing = lost.runJobs()
    while (lost.tell.ran.length < 1) await new Promise((resolve) => setTimeout(resolve, 5))
    other.clock.advance({ minutes: 2 })
    assert.equal((await other.runJobs()).done, 1)
    release()
    assert.equal((await standing).done, 0)
    assert.containSubset(await find(id), { attempts: 2, result: '{"by":"other"}' })
  })

  test('that ends its process each time is given up like one that fails', async ({ assert }) => {
    const process = await aFiringProcess({
      retry: { byType: { 'job:tell': { kind: 'steps', minutes: [1], maxRetries: 2 } } },
    })
    const id = await anOccurrenceRow(pending)
    const lose = async () => {
      const running = { status: 'running', next_attempt_at: null, lease_token: 'x', lease_until: 1 }
      await db.from('schedule_occurrences').where('id', id).update(running)
    }
    process.tell.answer = async () => {
      await lose()
      return { outcome: 'done' }
    }
    assert.deepEqual(await process.runJobs(), { done: 0, retried: 0, deadLettered: 0 })
    for (const retries of [1, 2]) {
      assert.equal((await process.runJobs()).retried, 1)
      assert.containSubset(await find(id), { status: 'running', retry_count: retries })
    }
    assert.equal((await process.runJobs()).deadLettered, 1)
    assert.containSubset(await find(id), {
      status: 'dead_letter',
      reason: 'retries_used_up',
      error: 'The process that ran it was lost',
      attempts: 3,
      payload: '{"a":1}',
    })
  })

  test('is waited for, also when what came of another could not be kept', async ({ assert }) => {
    const process = await aFiringProcess()
    let ended = false
    process.tell.answer = async () => {
      if (process.tell.ran.length === 1) return { outcome: 'done', result: { unkept: 1n } }
      await new Promise((resolve) => setTimeout(resolve, 50))
      ended = true
      return { outcome: 'done' }
    }
    for (let n = 0; n < 2; n++) await anOccurrenceRow(pending)
    await assert.rejects(() => process.runJobs(), /BigInt/)
    assert.isTrue(ended)
  })

  test('is told when the process is to end', async ({ assert }) => {
    const process = await aFiringProcess()
    process.tell.answer = (_, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(passing)))
    const id = await anOccurrenceRow(pending)
    const running = process.runJobs()
    while (process.tell.ran.length < 1) await new Promise((resolve) => setTimeout(resolve, 5))
    process.end()
    assert.equal((await running).retried, 1)
    const { next_attempt_at: nextAttemptAt, ...occurrence } = await find(id)
    assert.containSubset(occurrence, { status: 'pending', retry_count: 0, retrying_since: null })
    assert.equal(new Date(`${NOW}Z`).getTime(), instantOf(nextAttemptAt), 'due at once')
    assert.deepEqual(await process.runJobs(), { done: 0, retried: 0, deadLettered: 0 })
  })

  test('is run by one of several processes', async ({ assert }) => {
    const connections = await Promise.all([1, 2, 3].map(() => secondConnection()))
    const processes = await Promise.all(
      connections.map(({ db: own }) => aFiringProcess({ db: own, schedules: { concurrency: 8 } }))
    )
    for (let n = 0; n < 60; n++) await anOccurrenceRow(pending)
    for (let round = 0; round < 5; round++)
      await Promise.all(processes.map((process) => process.runJobs()))
    for (const connection of connections) await connection.close()
    const ran = processes.flatMap(({ tell }) => tell.ran.map(({ occurrenceId }) => occurrenceId))
    assert.lengthOf(ran, 60)
    assert.lengthOf(new Set(ran), 60)
  })
})

test.group('A job of rows alone that nobody knew when it was fired', (group) => {
  withCleanDatabase(group)

  const waiting = { ...pending, app_name: 'keep' }
  const kept = () => db.from('sms_messages').where('message_type', 'kept')

  test('is done by a process that knows it, with the record of it', async ({ assert }) => {
    const process = await aFiringProcess()
    const id = await anOccurrenceRow(waiting)
    assert.equal((await process.runJobs()).done, 1)
    assert.containSubset(await find(id), {
      status: 'done',
      attempts: 1,
      result: '{"kept":true}',
      lease_token: null,
      next_attempt_at: null,
    })
    assert.lengthOf(await kept(), 1)
  })

  test('writes nothing where the record of it fails, and is tried again', async ({ assert }) => {
    const process = await aFiringProcess()
    const id = await anOccurrenceRow({ ...waiting, payload: '{"breaks":true}' })
    assert.equal((await process.runJobs()).retried, 1)
    assert.containSubset(await find(id), { status: 'pending', error: 'it breaks' })
    assert.isEmpty(await kept())
  })

  test('writes nothing where somebody else has it by now', async ({ assert }) => {
    const id = await anOccurrenceRow({ ...waiting, status: 'running', lease_token: 'of another' })
    const occurrenceAt = DateTime.fromISO(`${NOW.replace(' ', 'T')}Z`) as DateTime<true>
    const job = { occurrenceId: id, scheduleId: 1, occurrenceAt, priority: 2, payload: {} }
    const write = await app.container.make(WriteJob)
    assert.isFalse(await write.run(new KeepingHandler(), job, 'of the lost one'))
    assert.isEmpty(await kept())
    assert.equal((await find(id)).status, 'running')
  })
})

test.group('An effect', () => {
  const never = new AbortController().signal
  const silent = () => new Promise<JobOutcome>(() => {})

  test('that takes too long is told to end', async ({ assert }) => {
    const obedient = (ending: AbortSignal) =>
      new Promise<JobOutcome>((resolve) => {
        ending.addEventListener('abort', () => resolve(passing))
      })
    const outcome = await performEffect(obedient, never, { longestMs: 20, patienceMs: 60_000 })
    assert.containSubset(outcome, { outcome: 'failed', kind: 'passing', reason: 'took_too_long' })
  })

  test('that does not hear it is not waited for', async ({ assert }) => {
    const outcome = await performEffect(silent, never, { longestMs: 20, patienceMs: 20 })
    assert.containSubset(outcome, { outcome: 'failed', kind: 'passing', reason: 'took_too_long' })
    const told = AbortSignal.timeout(20)
    const other = await performEffect(silent, told, { longestMs: 60_000, patienceMs: 20 })
    assert.containSubset(other, { outcome: 'failed', reason: 'did_not_end' })
  })

  test('that was done in spite of being late is done', async ({ assert }) => {
    const late = (ending: AbortSignal) =>
      new Promise<JobOutcome>((resolve) => {
        ending.addEventListener('abort', () => resolve({ outcome: 'done' }))
      })
    const outcome = await performEffect(late, never, { longestMs: 20, patienceMs: 60_000 })
    assert.deepEqual(outcome, { outcome: 'done' })
  })

  test('is not begun by a process that ends', async ({ assert }) => {
    const outcome = await performEffect(silent, AbortSignal.abort(), {
      longestMs: 60_000,
      patienceMs: 60_000,
    })
    assert.containSubset(outcome, { outcome: 'failed', reason: 'stopped' })
  })
})
