import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { CleanUp } from '#retention/clean_up'
import { addTimes, bucketOfTime, noTimes, percentileOf } from '#messages/figures/times'
import { readFigures } from '#messages/figures/read_figures'
import { CollectStatistics } from '#monitoring/collect_statistics'
import { RecordDailyCounts } from '#monitoring/record_daily_counts'
import { isPostgres } from '#storage/dialect_of'
import { fromSqlInstant } from '#storage/instants'
import { aFacility, aPatient } from '#tests/helpers/arrange'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { listeningClient, plansOf } from '#tests/helpers/query_plans'
import { aMessageMovedAt, aMessageThatMoved, anAttempt } from '#tests/helpers/sent_messages'

/** Its send took `waited` seconds from its due time. */
async function sentAt(
  at: string,
  values: Parameters<typeof aMessageThatMoved>[1] = {},
  waited = 0
) {
  const instant = fromSqlInstant(at)
  return aMessageThatMoved(at, {
    ...{ status: 'sent', sentAt: instant, segments: 1, attemptCount: 1 },
    ...{ scheduledAt: instant.minus({ seconds: waited }), gatewayAccount: 'orange' },
    ...values,
  })
}

const statisticsAt = async (instant: string, timezone = 'UTC') =>
  make(CollectStatistics, new FrozenClock(instant), { timezone })
const recordAt = async (instant: string, timezone = 'UTC') =>
  (await make(RecordDailyCounts, new FrozenClock(instant), { timezone })).run()

test.group('Figures', (group) => {
  withCleanDatabase(group)

  test('tell apart types, facilities, languages and accounts', async ({ assert }) => {
    const facility = await aFacility({ code: 'DLA1' })
    const { id: patientId } = await aPatient({ facilityId: facility.id })
    await sentAt('2026-03-10 08:10:00', { patientId, messageType: '7_day_reminder', segments: 2 })
    await sentAt('2026-03-10 08:20:00', { language: 'en', gatewayAccount: 'ml' })
    const at = '2026-03-10 08:30:00'
    await aMessageThatMoved(at, { status: 'suppressed', reason: 'opted_out', from: 'pending' })
    await aMessageThatMoved(at, { status: 'expired', reason: 'deadline_passed', from: 'pending' })

    const found = await (await statisticsAt('2026-03-10T09:00:00Z')).run('hour')
    assert.include(found.total, { sent: 2, sms: 2, segments: 3, units: 3 })
    assert.deepEqual(found.total.suppressed, { total: 1, byReason: { opted_out: 1 } })
    assert.deepEqual(found.total.expired, { total: 1, byReason: { deadline_passed: 1 } })
    assert.include(found.byType['7_day_reminder'], { sent: 1, segments: 2 })
    assert.deepEqual(Object.keys(found.byFacility), ['DLA1'])
    assert.include(found.byFacility['DLA1'], { sent: 1, segments: 2 })
    assert.include(found.byLanguage['en'], { sent: 1, segments: 1 })
    assert.deepEqual(Object.keys(found.byAccount), ['ml', 'orange'])
    assert.equal(found.smsPerHour, 2)
  })

  test('count an SMS once, whatever it carries, and none that is only logged as a unit', async ({
    assert,
  }) => {
    const carrier = await sentAt('2026-03-10 08:10:00', { segments: 2, carries: 1 })
    await sentAt('2026-03-10 08:10:00', { segments: 0, carriedBy: carrier.id })
    await sentAt('2026-03-10 08:20:00', { segments: 1, reason: 'written_to_log' })
    const { total } = await (await statisticsAt('2026-03-10T09:00:00Z')).run('hour')
    assert.include(total, { sent: 3, sms: 2, segments: 3, units: 2 })
  })

  test('measure the time to delivery and the wait in the queue', async ({ assert }) => {
    for (let n = 1; n <= 20; n++) {
      const deliveredAt = fromSqlInstant('2026-03-10 08:30:00')
      await aMessageThatMoved('2026-03-10 08:30:00', {
        ...{ status: 'delivered', from: 'sent', deliveredAt },
        sentAt: deliveredAt.minus({ seconds: n }),
      })
    }
    await sentAt('2026-03-10 08:40:00', {}, 30)
    await sentAt('2026-03-10 08:40:00', {}, 600)
    const { total } = await (await statisticsAt('2026-03-10T09:00:00Z')).run('hour')
    assert.deepEqual(total.deliverySeconds, { average: 11, p95: 19 })
    assert.equal(total.queueSeconds.average, 315)
    assert.isAtLeast(total.queueSeconds.p95!, 600)
    assert.isAtMost(total.queueSeconds.p95!, 612)
  })

  test('count reminders that were suppressed when they were planned', async ({ assert }) => {
    const at = { createdAt: fromSqlInstant('2026-03-10 08:30:00') }
    await aMessageMovedAt('2026-03-10 08:30:00', {
      status: 'suppressed',
      reason: 'no_phone',
      ...at,
    })
    await aMessageThatMoved('2026-03-10 08:30:00', {
      ...{ status: 'suppressed', reason: 'opted_out', from: 'pending' },
      ...at,
    })
    const { total } = await (await statisticsAt('2026-03-10T09:00:00Z')).run('hour')
    assert.deepEqual(total.suppressed, { total: 2, byReason: { no_phone: 1, opted_out: 1 } })
  })

  test('count attempts after the first as retries', async ({ assert }) => {
    const message = await sentAt('2026-03-10 08:10:00', { attemptCount: 3 })
    for (const [number, outcome] of [
      [1, 'transient'],
      [2, 'throttled'],
      [3, 'accepted'],
    ] as const)
      await anAttempt(message, {
        number,
        outcome,
        startedAt: fromSqlInstant('2026-03-10 08:09:00'),
      })
    const { total, attempts } = await (await statisticsAt('2026-03-10T09:00:00Z')).run('hour')
    assert.equal(total.retried, 2)
    assert.deepEqual(attempts.byOutcome, { transient: 1, throttled: 1, accepted: 1 })
  })

  test('of recorded days outlive the messages, and make the same sums', async ({ assert }) => {
    const days = ['2026-03-04', '2026-03-05', '2026-03-07', '2026-03-09']
    for (const day of days)
      for (const time of ['00:00:00', '12:00:00', '23:59:59']) await sentAt(`${day} ${time}`, {}, 5)
    await sentAt('2026-03-10 08:00:00')
    const statistics = await statisticsAt('2026-03-10T09:00:00Z')
    const asked = [
      { from: '2026-03-01', to: '2026-03-10' },
      { from: '2026-03-04T12:00:00Z', to: '2026-03-09T11:59:59Z' },
      { day: '2026-03-07' },
      'week' as const,
    ]
    const answers = async () => Promise.all(asked.map((request) => statistics.run(request)))
    const before = await answers()
    assert.deepEqual(
      before.map(({ total }) => total.sent),
      [13, 9, 3, 13]
    )

    await recordAt('2026-03-10T06:00:00Z')
    assert.deepEqual(await answers(), before)
    await db
      .from('sms_messages')
      .where('updated_at', '>=', '2026-03-05 00:00:00')
      .where('updated_at', '<', '2026-03-09 00:00:00')
      .delete()
    assert.deepEqual(await answers(), before)
  })

  test('are recorded before cleanup deletes, also if nothing else recorded them', async ({
    assert,
  }) => {
    await sentAt('2026-03-02 12:00:00')
    await sentAt('2026-03-04 12:00:00')
    const clock = new FrozenClock('2026-03-10T06:00:00Z')
    await (await make(CleanUp, clock, { timezone: 'UTC', cleanup: { retentionDays: 1 } })).run()
    assert.equal(await countOf('sms_messages'), 0)
    const { total } = await (
      await statisticsAt('2026-03-10T09:00:00Z')
    ).run({ from: '2026-03-01', to: '2026-03-09' })
    assert.equal(total.sent, 2)
  })

  test('of a day that was recorded at midnight include what was stored a moment later', async ({
    assert,
  }) => {
    await sentAt('2026-03-09 23:59:58')
    const report = await recordAt('2026-03-10T00:00:05Z')
    assert.include(report, { day: '2026-03-09', sent: 1 })
    await sentAt('2026-03-09 23:59:59')
    const yesterday = async (instant: string) =>
      (await (await statisticsAt(instant)).run({ day: '2026-03-09' })).total.sent
    assert.equal(await yesterday('2026-03-10T00:01:00Z'), 2)

    await recordAt('2026-03-11T00:00:05Z')
    await db.from('sms_messages').delete()
    assert.equal(await yesterday('2026-03-11T01:00:00Z'), 2)
  })

  test('go by the calendar in the zone of the timetable', async ({ assert }) => {
    await sentAt('2026-03-08 22:59:59')
    await sentAt('2026-03-08 23:00:00')
    await sentAt('2026-03-09 22:59:59')
    await sentAt('2026-03-09 23:00:00')
    await recordAt('2026-03-11T06:00:00Z', 'Africa/Douala')
    const statistics = await statisticsAt('2026-03-11T09:00:00Z', 'Africa/Douala')
    assert.equal((await statistics.run({ day: '2026-03-09' })).total.sent, 2)
    const rows = await db.from('sms_daily_figures').where('part', 'total').orderBy('day')
    assert.deepEqual(
      rows.map(({ day }) => day),
      ['2026-03-08', '2026-03-09', '2026-03-10']
    )
  })

  test('read only the events and attempts of their period', async ({ assert }) => {
    const { client, statements } = listeningClient()
    await readFigures(client, { start: '2026-03-10 00:00:00', end: '2026-03-11 00:00:00' })
    const plans = await plansOf(statements)
    assert.lengthOf(plans, 3)
    const indexes = ['sms_message_events_by_time', 'sms_messages_by_age', 'sms_attempts_by_time']
    for (const [place, index] of indexes.entries()) assert.include(plans[place], index)
    for (const plan of plans)
      assert.notMatch(plan, /SCAN (x|m|p|f|sms_messages|patients|facilities)\b|Seq Scan/)
    /** Otherwise PostgreSQL reads all messages as soon as the period has some thousand. */
    if (isPostgres(client))
      for (const plan of [plans[0], plans[2]]) assert.match(plan, /id = ANY \(\(InitPlan/)
  })
})

test.group('Times', () => {
  test('fall into buckets that are at most 2 % too long', ({ assert }) => {
    for (let seconds = 0; seconds < 700_000; seconds = Math.ceil(seconds * 1.003) + 1) {
      const bucket = bucketOfTime(seconds)
      assert.isAtLeast(bucket, seconds)
      assert.isAtMost(bucket, seconds <= 60 ? seconds : Math.ceil(seconds * 1.02))
    }
  })

  test('of several days make the percentile of all', ({ assert }) => {
    const sum = noTimes()
    addTimes(sum, { count: 90, seconds: 90, buckets: { 1: 90 } })
    addTimes(sum, { count: 10, seconds: 200, buckets: { 20: 10 } })
    assert.equal(percentileOf(sum, 0.9), 1)
    assert.equal(percentileOf(sum, 0.95), 20)
    assert.isNull(percentileOf(noTimes(), 0.95))
  })
})
