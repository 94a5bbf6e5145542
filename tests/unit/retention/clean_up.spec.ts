import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { CleanUp } from '#retention/clean_up'
import { FINISHED_STATUSES, MESSAGE_STATUSES } from '#messages/message_status'
import SmsMessage from '#models/sms_message'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { anImmunization } from '#tests/helpers/arrange'
import { withCleanDatabase, countOf } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { aRun, aWorker } from '#tests/helpers/operation_rows'
import { aMessageMovedAt, attemptsThatEnded } from '#tests/helpers/sent_messages'
import { ago, TEST_NOW } from '#tests/helpers/test_clock'

const OLD = ago({ days: 31 })

async function prune(cleanup: { retentionDays?: number; batchSize?: number } = {}) {
  return make(CleanUp, new FrozenClock(TEST_NOW), {
    cleanup: { retentionDays: 30, ...cleanup },
  })
}

test.group('Cleanup', (group) => {
  withCleanDatabase(group)

  test('deletes finished messages past the retention time, and no others', async ({ assert }) => {
    for (const status of MESSAGE_STATUSES) {
      await aMessageMovedAt(OLD, { status })
      await aMessageMovedAt(ago({ days: 29, hours: 23 }), { status })
    }
    const { messages, complete } = await (await prune()).run()
    assert.isTrue(complete)
    assert.equal(messages, FINISHED_STATUSES.length)
    const old = await SmsMessage.query().where('updated_at', OLD)
    assert.sameMembers(
      old.map(({ status }) => status),
      ['pending', 'sending', 'unknown', 'dead_letter']
    )
    assert.equal(await countOf('sms_messages'), 2 * MESSAGE_STATUSES.length - messages)
  })

  test('takes attempts and events with them', async ({ assert }) => {
    await attemptsThatEnded(3, 'accepted')
    await db.from('sms_messages').update({ updated_at: OLD })
    const { id } = await SmsMessage.firstOrFail()
    const event = { message_id: id, at: OLD, actor: 'sweep', to_status: 'sent' }
    await db.table('sms_message_events').insert(event)
    assert.include(await (await prune()).run(), { messages: 3 })
    assert.equal(await countOf('sms_attempts'), 0)
    assert.equal(await countOf('sms_message_events'), 0)
  })

  test('works in batches and can be ended between two', async ({ assert }) => {
    for (let n = 0; n < 7; n++) await aMessageMovedAt(OLD, { status: 'sent' })
    const cleanup = await prune({ batchSize: 2 })
    const stop = new AbortController()
    const seen: number[] = []
    const first = await cleanup.run({
      signal: stop.signal,
      onProgress({ messages }) {
        seen.push(messages)
        if (messages === 4) stop.abort()
      },
    })
    assert.deepEqual(seen, [2, 4])
    assert.include(first, { messages: 4, complete: false })

    assert.include(await cleanup.run(), { messages: 3, complete: true })
    const [{ count: counted }] = await db.from('sms_daily_counts')
    assert.equal(counted, 7, 'the day was counted before the first was deleted')
  })

  test('passes over many days, with rows between that stay', async ({ assert }) => {
    for (let day = 31; day < 40; day++) {
      await aMessageMovedAt(ago({ days: day }), { status: 'unknown' })
      for (let n = 0; n < 3; n++)
        await aMessageMovedAt(ago({ days: day, hours: n }), { status: 'delivered' })
    }
    assert.include(await (await prune({ batchSize: 2 })).run(), { messages: 27, complete: true })
    assert.equal(await countOf('sms_messages'), 9)
    const [{ total }] = await db.from('sms_daily_counts').sum('count as total')
    assert.equal(Number(total), 36)
  })

  test('counts only, when it rehearses', async ({ assert }) => {
    await aMessageMovedAt(OLD, { status: 'sent' })
    await aRun(ago({ days: 31 }))
    await aRun(ago({ days: 1 }))
    const summary = await (await prune()).run({ dryRun: true })
    assert.include(summary, { dryRun: true, messages: 1, schedulerRuns: 1, complete: true })
    assert.equal(await countOf('sms_messages'), 1)
    assert.equal(await countOf('scheduler_runs'), 2)
    assert.equal(await countOf('sms_daily_counts'), 0)
  })

  test('keeps a reminder that would otherwise be planned and sent again', async ({ assert }) => {
    const immunization = await anImmunization({ dueOn: '2026-03-11' })
    const reconcile = await make(ReconcileReminders)
    await reconcile.run()
    const planned = await countOf('sms_messages')
    assert.isAbove(planned, 0)
    await db.from('sms_messages').update({ status: 'delivered', updated_at: ago({ days: 3 }) })

    assert.include(await (await prune({ retentionDays: 1 })).run(), { messages: 0 })
    await reconcile.run()
    assert.equal(await countOf('sms_messages'), planned, 'none was planned again')

    const later = new FrozenClock('2026-03-25T09:00:00Z')
    const cleanup = await make(CleanUp, later, { cleanup: { retentionDays: 1 } })
    assert.include(await cleanup.run(), { messages: planned }, 'two weeks later it is history')
    assert.include(await (await make(ReconcileReminders, later)).run(), {
      planned: 0,
      suppressed: 0,
    })
    assert.isNull(immunization.administeredOn)
  })

  test('takes old runs and processes along, but the last of each job and role', async ({
    assert,
  }) => {
    await aRun(ago({ days: 40 }))
    await aRun(ago({ days: 39 }), { outcome: 'failed' })
    await aRun(ago({ days: 35 }), { job: 'cleanup' })
    await aRun(ago({ days: 2 }))
    await aWorker('stopped', { stopped_at: OLD, heartbeat_at: OLD })
    await aWorker('dead', { heartbeat_at: ago({ days: 32 }) })
    await aWorker('alive')
    await aWorker('other', { role: 'worker', heartbeat_at: OLD })

    assert.include(await (await prune()).run(), { schedulerRuns: 2, workers: 2 })
    const jobs = await db.from('scheduler_runs').orderBy('slot')
    assert.deepEqual(
      jobs.map(({ job }) => job),
      ['cleanup', 'generation']
    )
    const workers = await db.from('workers').orderBy('id')
    assert.deepEqual(
      workers.map(({ id }) => id),
      ['alive', 'other']
    )
  })

  test('keeps runs for as long as their slots can be caught up', async ({ assert }) => {
    await aRun(ago({ hours: 47 }))
    await aRun(ago({ hours: 1 }))
    assert.include(await (await prune({ retentionDays: 1 })).run(), { schedulerRuns: 0 })
  })

  test('takes counters against the caps along after a week', async ({ assert }) => {
    await db.table('sending_counts').multiInsert([
      { day: '2026-03-01', counted: '*', count: 7 },
      { day: '2026-03-02', counted: '*', count: 7 },
      { day: '2026-03-02', counted: '+237690000001', count: 1 },
      { day: ago({ days: 7 }).slice(0, 10), counted: '*', count: 7 },
      { day: TEST_NOW.slice(0, 10), counted: '*', count: 7 },
    ])
    const cleanup = await prune({ batchSize: 1 })
    assert.include(await cleanup.run({ dryRun: true }), { sendingCounts: 3 })
    assert.include(await cleanup.run(), { sendingCounts: 3 })
    assert.equal(await countOf('sending_counts'), 2)
  })
})
