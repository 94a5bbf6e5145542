import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { localDay } from '#messages/daily_counts'
import { CleanUp } from '#retention/clean_up'
import { RecordDailyCounts } from '#monitoring/record_daily_counts'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { aMessageMovedAt } from '#tests/helpers/sent_messages'

const midnight = () => new FrozenClock('2026-03-10T00:00:05Z')
const sent = { status: 'sent' } as const

async function counts(): Promise<unknown[]> {
  const rows = await db.from('sms_daily_counts').orderBy(['day', 'message_type', 'status'])
  return rows.map(({ day, message_type: type, status, count }) => [day, type, status, count])
}

test.group('Daily counts', (group) => {
  withCleanDatabase(group)

  test('keep yesterday by type and status, and nothing of today', async ({ assert }) => {
    await aMessageMovedAt('2026-03-08 23:59:59', sent)
    await aMessageMovedAt('2026-03-09 00:00:00', sent)
    await aMessageMovedAt('2026-03-09 23:59:59', sent)
    await aMessageMovedAt('2026-03-09 12:00:00', { messageType: 'overdue_reminder', ...sent })
    await aMessageMovedAt('2026-03-09 12:00:00', { status: 'unknown' })
    await aMessageMovedAt('2026-03-10 00:00:00', sent)

    assert.include(await (await make(RecordDailyCounts, midnight())).run(), { recorded: 4 })
    assert.deepEqual(await counts(), [
      ['2026-03-09', 'custom', 'sent', 2],
      ['2026-03-09', 'custom', 'unknown', 1],
      ['2026-03-09', 'overdue_reminder', 'sent', 1],
    ])
  })

  test('are the same after a second run', async ({ assert }) => {
    await aMessageMovedAt('2026-03-09 12:00:00', sent)
    const record = await make(RecordDailyCounts, midnight())
    await record.run()
    const before = await counts()
    await record.run()
    assert.deepEqual(await counts(), before)
  })

  test('go by the calendar in the zone of the timetable', async ({ assert }) => {
    await aMessageMovedAt('2026-03-08 22:30:00', sent)
    await aMessageMovedAt('2026-03-09 22:30:00', sent)
    const record = await make(RecordDailyCounts, new FrozenClock('2026-03-09T23:00:05Z'), {
      timezone: 'Africa/Douala',
    })
    assert.include(await record.run(), { recorded: 1 })
    assert.deepEqual(await counts(), [['2026-03-09', 'custom', 'sent', 1]])
    assert.deepEqual(localDay('2026-03-29', 'Europe/Paris'), {
      date: '2026-03-29',
      start: '2026-03-28 23:00:00',
      end: '2026-03-29 22:00:00',
    })
  })

  test('keep what a message was at the end of the day, also when it moves on', async ({
    assert,
  }) => {
    const message = await aMessageMovedAt('2026-03-09 12:00:00', sent)
    await (await make(RecordDailyCounts, midnight())).run()
    await db
      .from('sms_messages')
      .where('id', message.id)
      .update({ status: 'delivered', updated_at: '2026-03-10 10:00:00' })

    const record = await make(RecordDailyCounts, new FrozenClock('2026-03-11T00:00:05Z'))
    await record.run()
    assert.deepEqual(await counts(), [
      ['2026-03-09', 'custom', 'sent', 1],
      ['2026-03-10', 'custom', 'delivered', 1],
    ])
  })

  test('count once what cleanup deletes, recorded before or not, in whatever order', async ({
    assert,
  }) => {
    for (const recordedBefore of [true, false]) {
      await db.from('sms_daily_counts').delete()
      for (let n = 0; n < 3; n++) await aMessageMovedAt('2026-03-09 07:00:00', sent)
      await aMessageMovedAt('2026-03-09 12:00:00', sent)
      const record = await make(RecordDailyCounts, midnight())
      if (recordedBefore) await record.run()

      const clock = new FrozenClock('2026-03-10T09:00:00Z')
      const prune = await make(CleanUp, clock, { cleanup: { retentionDays: 1 } })
      assert.include(await prune.run(), { messages: 3 })
      const expected = [['2026-03-09', 'custom', 'sent', 4]]
      assert.deepEqual(await counts(), expected)

      await record.run()
      assert.deepEqual(await counts(), expected, 'fewer are left, the count stays')
      clock.advance({ days: 1 })
      assert.include(await prune.run(), { messages: 1 })
      assert.deepEqual(await counts(), expected)
    }
  })
})
