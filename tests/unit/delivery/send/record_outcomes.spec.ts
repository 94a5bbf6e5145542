import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import type { AttemptOutcome, RecordedBatch } from '#delivery/send/attempt_outcome'
import type { EscalateMessages } from '#delivery/send/escalate_messages'
import { RecordOutcomes } from '#delivery/send/record_outcomes'
import type { WriteOutcomes } from '#delivery/send/write_outcomes'
import type { ApplyEarlyReceipts } from '#inbound/apply_early_receipts'
import { aLogger } from '#tests/helpers/logger'

const LEASE_MS = 90_000
const PHONE = '+237690123456'

function accepted(id: number): AttemptOutcome {
  return {
    message: { id, attemptId: 100 + id, attemptNumber: 1, phoneNumber: PHONE, body: 'Rappel' },
    result: { outcome: 'accepted', providerMessageId: `op-${id}`, durationMs: 1 },
    verdict: { status: 'sent', reason: null, retryCount: 0, dueAt: null, counted: 'sent' },
  } as AttemptOutcome
}

/** Records with a database that fails as told. */
function recording(fails: (outcomes: AttemptOutcome[], clock: FrozenClock) => unknown) {
  const clock = new FrozenClock('2026-03-10T09:00:00Z')
  const { lines, logger } = aLogger()
  const written: number[] = []
  const write = {
    async run(batches: RecordedBatch[]) {
      const error = fails(
        batches.flatMap(({ outcomes }) => outcomes),
        clock
      )
      if (error) throw error
      return batches.map(({ outcomes }) => {
        const ids = outcomes.map(({ message }) => message.id)
        written.push(...ids)
        return { moved: new Set(ids), escalations: [] }
      })
    },
  } as unknown as WriteOutcomes
  const escalate = { announce: async () => {} } as unknown as EscalateMessages
  const early = { run: async () => {} } as unknown as ApplyEarlyReceipts
  const record = new RecordOutcomes(db as any, clock, write, escalate, early, logger)
  const until = clock.nowMs() + LEASE_MS
  const lease = { token: 't', claimedBy: 'w', until, leftMs: () => until - clock.nowMs() }
  return {
    clock,
    lines,
    written,
    lease,
    run: (ids: number[]) => record.run(ids.map(accepted), lease),
  }
}

const rowFault = () => Object.assign(new Error('refused'), { code: '22P05' })

test.group('Writing answers down', () => {
  test('what the database does not take keeps nothing else back, however many there are', async ({
    assert,
  }) => {
    const bad = [3, 41, 42, 97]
    const { run, written, lines, clock, lease } = recording((outcomes) =>
      outcomes.some(({ message }) => bad.includes(message.id)) ? rowFault() : undefined
    )
    const ids = Array.from({ length: 100 }, (_, n) => n)
    await assert.rejects(() => run(ids), 'refused')
    assert.sameMembers(
      written,
      ids.filter((id) => !bad.includes(id))
    )
    assert.isBelow(clock.nowMs(), lease.until, 'it does not wait for what cannot change')
    const said = lines.map((line) => JSON.parse(line)).find(({ level }) => level === 50)
    assert.sameMembers(
      said.answers.map(({ messageId }: { messageId: number }) => messageId),
      bad
    )
  })

  test('lanes that share a write do not share its fault', async ({ assert }) => {
    const { run, written } = recording((outcomes) =>
      outcomes.some(({ message }) => message.id === 2) ? rowFault() : undefined
    )
    const ends = await Promise.allSettled([run([0]), run([1]), run([2]), run([3])])
    assert.deepEqual(
      ends.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled']
    )
    assert.sameMembers(written, [0, 1, 3])
  })

  test('a database that is away is waited for within the lease', async ({ assert }) => {
    let away = 20
    const { run, written, clock, lease } = recording(() => (away-- > 0 ? new Error('away') : null))
    assert.deepEqual([...(await run([1, 2]))], [1, 2])
    assert.deepEqual(written, [1, 2])
    assert.isBelow(clock.nowMs(), lease.until)
  })

  test('and beyond it: the answer is kept, and said by ids, with no number', async ({ assert }) => {
    const back = Date.parse('2026-03-10T09:05:00Z')
    const { run, written, lines } = recording((_, clock) =>
      clock.nowMs() < back ? new Error('away') : undefined
    )
    await run([7])
    assert.deepEqual(written, [7])
    const errors = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 50)
    assert.lengthOf(errors, 1)
    assert.deepEqual(errors[0].answers, [
      { messageId: 7, attempt: 1, outcome: 'accepted', providerMessageId: 'op-7' },
    ])
    assert.notInclude(lines.join(''), PHONE)
  })

  test('a database that does not come back is told, not waited for without end', async ({
    assert,
  }) => {
    const { run, lines } = recording(() => new Error('away'))
    await assert.rejects(() => run([7]), 'away')
    assert.include(lines[0], '"messageId":7', 'also where the process ends before the lease does')
  })
})
