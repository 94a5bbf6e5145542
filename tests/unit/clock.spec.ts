import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { FrozenClock, SystemClock } from '#app/clock'
import { fromSqlInstant, toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { aMessage } from '#tests/helpers/arrange'
import SmsMessage from '#models/sms_message'
import { withCleanDatabase } from '#tests/helpers/database'

test.group('Clock', () => {
  test('stands still until it is moved', ({ assert }) => {
    const clock = new FrozenClock('2026-03-10T08:00:00Z')
    assert.equal(clock.now().toISO(), '2026-03-10T08:00:00.000Z')
    clock.advance({ minutes: 5 })
    assert.equal(clock.now().toISO(), '2026-03-10T08:05:00.000Z')
  })

  test('the system clock can be moved by a constant', ({ assert }) => {
    const dayAhead = new SystemClock(86_400_000)
    assert.approximately(dayAhead.nowMs() - Date.now(), 86_400_000, 1_000)
  })
})

test.group('Instants of the database', (group) => {
  withCleanDatabase(group)

  test('are whole seconds of UTC, rounded down for now and up for not-before', ({ assert }) => {
    const instant = DateTime.fromISO('2026-03-10T09:00:00.250+01:00')
    assert.equal(toSqlInstant(instant), '2026-03-10 08:00:00')
    assert.equal(toSqlInstantCeiling(instant), '2026-03-10 08:00:01')
    assert.equal(fromSqlInstant('2026-03-10 08:00:00').toISO(), '2026-03-10T08:00:00.000Z')
  })

  test('come back from the database as they went in', async ({ assert }) => {
    const message = await aMessage({
      scheduledAt: DateTime.fromISO('2026-03-10T08:00:00Z', { zone: 'utc' }),
    })
    const found = await SmsMessage.findOrFail(message.id)
    assert.equal(found.scheduledAt.toUTC().toISO(), '2026-03-10T08:00:00.000Z')
    assert.equal(found.id, message.id)
  })
})
