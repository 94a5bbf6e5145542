import { test } from '@japa/runner'
import logger from '@adonisjs/core/services/logger'
import db from '@adonisjs/lucid/services/db'
import { disableFaulty } from '#schedules/fire/disable_faulty'
import { withCleanDatabase } from '#tests/helpers/database'
import { aScheduleRow, anOccurrenceRow } from '#tests/helpers/schedule_rows'
import { secondConnection } from '#tests/helpers/second_connection'
import { aFiringProcess, occurrences, scheduleOf } from '#tests/helpers/firing_process'
import { TellingHandler } from '#tests/helpers/job_handlers'

/** 10 March 2026, 09:00 UTC, is now. */
const NOW = '2026-03-10 09:00:00'

const daily = {
  app_name: 'keep',
  kind: 'cron',
  run_at: null,
  cron: '0 9 * * *',
  next_run_at: NOW,
}

const everyMinute = {
  kind: 'interval',
  cron: null,
  interval_ms: 60_000,
  starts_at: '2026-03-01 00:00:00',
}

const seconds = (column: unknown) => new Date(`${String(column).replace(' ', 'T')}Z`).toISOString()

test.group('A schedule that is due', (group) => {
  withCleanDatabase(group)

  test('once: fires, is done in the same transaction, and is finished', async ({ assert }) => {
    const process = await aFiringProcess()
    const id = await aScheduleRow({ app_name: 'keep', run_at: NOW, next_run_at: NOW })
    assert.deepEqual(await process.fire(), { done: 1, pending: 0, skipped: 0, faulty: 0 })
    assert.containSubset(await scheduleOf(id), {
      next_run_at: null,
      run_count: 1,
      disabled_reason: 'finished',
    })
    const [occurrence] = await occurrences()
    assert.containSubset(occurrence, { status: 'done', attempts: 1, result: '{"kept":true}' })
    assert.lengthOf(await db.from('sms_messages'), 1)
    assert.deepEqual(await process.fire(), { done: 0, pending: 0, skipped: 0, faulty: 0 })
  })

  test('cron: fires and waits for its next time', async ({ assert }) => {
    const process = await aFiringProcess()
    const id = await aScheduleRow(daily)
    await process.fire()
    const schedule = await scheduleOf(id)
    assert.equal(seconds(schedule.next_run_at), '2026-03-11T09:00:00.000Z')
    assert.equal(seconds(schedule.last_run_at), '2026-03-10T09:00:00.000Z')
    assert.isNull(schedule.disabled_reason)
  })

  test('not before its time', async ({ assert }) => {
    const process = await aFiringProcess()
    await aScheduleRow({ ...daily, next_run_at: '2026-03-10 09:00:01' })
    assert.equal((await process.fire()).done, 0)
    process.clock.advance({ seconds: 1 })
    assert.equal((await process.fire()).done, 1)
  })

  test('runs as often as it may, then is disabled with the reason', async ({ assert }) => {
    const process = await aFiringProcess()
    const id = await aScheduleRow({ ...daily, max_runs: 2 })
    await process.fire()
    process.clock.advance({ days: 1 })
    await process.fire()
    assert.containSubset(await scheduleOf(id), {
      run_count: 2,
      next_run_at: null,
      disabled_reason: 'max_runs_reached',
      disabled_by: 'scheduler',
    })
  })

  test('ends where its end is', async ({ assert }) => {
    const process = await aFiringProcess()
    const id = await aScheduleRow({ ...daily, ends_at: '2026-03-11 09:00:00' })
    await process.fire()
    assert.containSubset(await scheduleOf(id), { next_run_at: null, disabled_reason: 'ended' })
  })

  test('many fire in pages, each once', async ({ assert }) => {
    const process = await aFiringProcess({ schedules: { batchSize: 7 } })
    for (let n = 0; n < 30; n++) await aScheduleRow(daily)
    assert.equal((await process.fire(20)).done, 20)
    assert.equal((await process.fire()).done, 10)
    assert.lengthOf(await occurrences(), 30)
  })

  test('asks for an effect: that waits until somebody runs it', async ({ assert }) => {
    const process = await aFiringProcess()
    await aScheduleRow({ ...daily, app_name: 'tell' })
    assert.equal((await process.fire()).pending, 1)
    assert.lengthOf(process.tell.ran, 0)
    assert.equal((await occurrences())[0].status, 'pending')
  })

  test('of a job that wants no payload: fires like any other', async ({ assert }) => {
    const plain = new TellingHandler()
    plain.check = () => ({ usable: true, payload: undefined })
    const process = await aFiringProcess({ handlers: [plain] })
    await aScheduleRow({ ...daily, app_name: 'tell', payload: 'null' })
    assert.equal((await process.fire()).pending, 1)
    assert.equal((await process.runJobs()).done, 1)
  })

  test('for a handler that this process does not know, waits for one that does', async ({
    assert,
  }) => {
    const old = await aFiringProcess({ handlers: [] })
    await aScheduleRow({ ...daily, app_name: 'tell' })
    assert.equal((await old.fire()).pending, 1)
    await old.runJobs()
    assert.equal((await occurrences())[0].status, 'pending')
    const newer = await aFiringProcess()
    assert.equal((await newer.runJobs()).done, 1)
  })
})

test.group('Occurrences that nobody was there to fire', (group) => {
  withCleanDatabase(group)

  test('collapse into the latest, once', async ({ assert }) => {
    const process = await aFiringProcess()
    const id = await aScheduleRow({ ...daily, next_run_at: '2026-03-05 09:00:00' })
    assert.equal((await process.fire()).done, 1)
    const [occurrence, ...others] = await occurrences()
    assert.lengthOf(others, 0)
    assert.equal(seconds(occurrence.occurrence_at), '2026-03-10T09:00:00.000Z')
    assert.equal(occurrence.missed, 5)
    assert.equal(seconds((await scheduleOf(id)).next_run_at), '2026-03-11T09:00:00.000Z')
  })

  test('are not made up for under skip', async ({ assert }) => {
    const process = await aFiringProcess()
    process.clock.travelTo('2026-03-10T12:00:00Z')
    const id = await aScheduleRow({
      ...daily,
      next_run_at: '2026-03-05 09:00:00',
      missed_runs: 'skip',
    })
    assert.deepEqual(await process.fire(), { done: 0, pending: 0, skipped: 1, faulty: 0 })
    const [occurrence] = await occurrences()
    assert.containSubset(occurrence, { status: 'skipped', reason: 'missed', missed: 5 })
    const schedule = await scheduleOf(id)
    assert.equal(schedule.run_count, 0)
    assert.equal(seconds(schedule.next_run_at), '2026-03-11T09:00:00.000Z')
    assert.lengthOf(await db.from('sms_messages'), 0)
  })

  test('under skip the one that is due now runs all the same', async ({ assert }) => {
    const process = await aFiringProcess()
    await aScheduleRow({ ...daily, next_run_at: '2026-03-05 09:00:00', missed_runs: 'skip' })
    assert.deepEqual(await process.fire(), { done: 1, pending: 0, skipped: 1, faulty: 0 })
  })

  test('of an interval are all counted', async ({ assert }) => {
    const process = await aFiringProcess()
    await aScheduleRow({
      app_name: 'keep',
      kind: 'interval',
      run_at: null,
      interval_ms: 1_000,
      starts_at: '2026-01-01 00:00:00',
      next_run_at: '2026-03-01 00:00:00',
    })
    assert.equal((await process.fire()).done, 1)
    assert.equal((await occurrences())[0].missed, (9 * 24 + 9) * 3_600)
  })

  test('of a cron expression are counted up to twenty, each has to be looked for', async ({
    assert,
  }) => {
    const process = await aFiringProcess()
    await aScheduleRow({ ...daily, cron: '* * * * *', next_run_at: '2026-03-01 00:00:00' })
    assert.equal((await process.fire()).done, 1)
    const [occurrence] = await occurrences()
    assert.equal(seconds(occurrence.occurrence_at), '2026-03-10T09:00:00.000Z')
    assert.equal(occurrence.missed, 20)
  })

  test('an occurrence is skipped while the one before is not done, where asked', async ({
    assert,
  }) => {
    const process = await aFiringProcess()
    const id = await aScheduleRow({ ...daily, app_name: 'tell', overlap: 'skip' })
    await anOccurrenceRow({ schedule_id: id, status: 'running', fired_at: '2026-03-09 09:00:00' })
    assert.equal((await process.fire()).skipped, 1)
    const [, second] = await occurrences()
    assert.containSubset(second, { status: 'skipped', reason: 'overlap' })
    assert.equal((await scheduleOf(id)).run_count, 0)
  })
})

test.group('A schedule that cannot be fired', (group) => {
  withCleanDatabase(group)

  const faults: [title: string, values: Record<string, unknown>, error: RegExp][] = [
    ['a payload that is refused now', { payload: '{"bad":true}' }, /bad must not be/],
    ['a payload that is not JSON', { payload: 'nonsense' }, /not JSON/],
    ['a cron expression nobody can read', { cron: '61 * * * *' }, /cron expression/],
    ['a zone that is gone', { timezone: 'Mars/Olympus' }, /./],
    ['a payload that cannot be read', { payload: '{"unreadable":true}' }, /could not read/],
    ['an interval of nothing', { ...everyMinute, interval_ms: 0 }, /interval of 0 ms/],
    ['an interval without an end', { ...everyMinute, interval_ms: 9e15 }, /interval of 9/],
    ['work that breaks', { payload: '{"breaks":true}' }, /could not do its work/],
    ['work that breaks with a code', { payload: '{"breaks":"E_NO_ROW"}' }, /could not do its work/],
  ]
  for (const [title, values, error] of faults) {
    test(`${title}: it is disabled, and stops no other`, async ({ assert }) => {
      const process = await aFiringProcess()
      const good = [await aScheduleRow(daily), await aScheduleRow(daily)]
      const bad = await aScheduleRow({ ...daily, ...values })
      const last = await aScheduleRow(daily)
      assert.containSubset(await process.fire(), { done: 3, faulty: 1 })
      const schedule = await scheduleOf(bad)
      assert.containSubset(schedule, { next_run_at: null, disabled_reason: 'faulty' })
      assert.match(schedule.disabled_detail, error)
      for (const id of [...good, last]) assert.equal((await scheduleOf(id)).run_count, 1)
      const [audit] = await db.from('audit_events')
      assert.containSubset(audit, { action: 'schedule_disabled', subject: `schedule:${bad}` })
    })
  }

  test('is left alone where somebody has mended or fired it since it was read', async ({
    assert,
  }) => {
    const id = await aScheduleRow(daily)
    const read = { ...(await scheduleOf(id)), next_run_at: NOW }
    const disable = (row: any) =>
      db.transaction((trx) => disableFaulty(trx, { row, error: 'it breaks' }, NOW, logger))
    assert.isFalse(await disable({ ...read, version: 0 }))
    assert.isFalse(await disable({ ...read, next_run_at: '2026-03-09 09:00:00' }))
    assert.isNull((await scheduleOf(id)).disabled_reason)
    assert.isTrue(await disable(read))
    assert.equal((await scheduleOf(id)).disabled_reason, 'faulty')
  })

  for (const breaks of [
    'SQLITE_BUSY',
    '57P01',
    'ECONNRESET',
    'Connection terminated unexpectedly',
  ]) {
    test(`a database that is away is nobody's fault, it stays due: ${breaks}`, async ({
      assert,
    }) => {
      const process = await aFiringProcess()
      const id = await aScheduleRow({ ...daily, payload: JSON.stringify({ breaks }) })
      await assert.rejects(() => process.fire())
      assert.containSubset(await scheduleOf(id), { disabled_reason: null, run_count: 0 })
    })
  }
})

test.group('Processes that fire at once', (group) => {
  withCleanDatabase(group)

  test('fire each occurrence once', async ({ assert }) => {
    const connections = await Promise.all([1, 2, 3, 4].map(() => secondConnection()))
    const processes = await Promise.all(
      connections.map((connection) =>
        aFiringProcess({ db: connection.db, schedules: { batchSize: 9 } })
      )
    )
    for (let n = 0; n < 100; n++) await aScheduleRow(daily)
    for (let day = 0; day < 3; day++) {
      await Promise.all(processes.map((process) => process.fire()))
      for (const process of processes) process.clock.advance({ days: 1 })
    }
    for (const connection of connections) await connection.close()
    assert.lengthOf(await occurrences(), 300)
    assert.lengthOf(await db.from('sms_messages'), 300)
    const counts = await db.from('schedules').distinct('run_count')
    assert.deepEqual(counts, [{ run_count: 3 }])
  })

  test('a clock that goes back fires nothing twice', async ({ assert }) => {
    const process = await aFiringProcess()
    const id = await aScheduleRow(daily)
    await process.fire()
    process.clock.travelTo('2026-03-09T09:00:00Z')
    await process.fire()
    assert.lengthOf(await occurrences(), 1)
    assert.equal(seconds((await scheduleOf(id)).next_run_at), '2026-03-11T09:00:00.000Z')
  })

  test('an occurrence that is there already is not fired again', async ({ assert }) => {
    const process = await aFiringProcess()
    const id = await aScheduleRow({ ...daily, max_runs: 1 })
    await anOccurrenceRow({ schedule_id: id, fired_at: NOW })
    assert.equal((await process.fire()).done, 0)
    assert.lengthOf(await db.from('sms_messages'), 0)
    assert.containSubset(await scheduleOf(id), { run_count: 0, disabled_reason: null })
  })
})
