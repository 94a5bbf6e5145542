import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { earliestInstant } from '#alerts/quiet_hours'
import { withCleanDatabase } from '#tests/helpers/database'
import { notices, theAlerts } from '#tests/helpers/alerts'
import { FrozenClock } from '#app/clock'
import { settingsWith } from '#tests/helpers/settings'

type QuietHours = { start: string; end: string; exceptFrom: 'warn' | 'fail' | null } | null

const NIGHT: QuietHours = { start: '20:00', end: '07:00', exceptFrom: 'fail' }

function leavesAt(
  local: string,
  quietHours: QuietHours,
  { severity = 'warn' as 'warn' | 'fail', timezone = 'Africa/Douala' } = {}
): string {
  const now = DateTime.fromISO(local, { zone: timezone }).toUTC() as DateTime<true>
  const settings = settingsWith({ timezone, alerts: { quietHours } })
  return earliestInstant(now, severity, settings).setZone(timezone).toFormat("yyyy-MM-dd'T'HH:mm")
}

test.group('Quiet hours', (group) => {
  withCleanDatabase(group)

  test('let a notice leave by day, and hold it until the morning', ({ assert }) => {
    assert.equal(leavesAt('2026-03-10T19:59', NIGHT), '2026-03-10T19:59')
    assert.equal(leavesAt('2026-03-10T20:00', NIGHT), '2026-03-11T07:00')
    assert.equal(leavesAt('2026-03-11T06:59', NIGHT), '2026-03-11T07:00')
    assert.equal(leavesAt('2026-03-11T07:00', NIGHT), '2026-03-11T07:00')
  })

  test('may lie within a day', ({ assert }) => {
    const noon = { start: '12:00', end: '14:00', exceptFrom: null }
    assert.equal(leavesAt('2026-03-10T11:59', noon), '2026-03-10T11:59')
    assert.equal(leavesAt('2026-03-10T12:30', noon), '2026-03-10T14:00')
    assert.equal(leavesAt('2026-03-10T14:00', noon), '2026-03-10T14:00')
  })

  test('follow the clocks of the programme where they change', ({ assert }) => {
    const timezone = 'Europe/Paris'
    assert.equal(leavesAt('2026-03-28T23:00', NIGHT, { timezone }), '2026-03-29T07:00')
    assert.equal(leavesAt('2026-10-25T01:30', NIGHT, { timezone }), '2026-10-25T07:00')
  })

  test('except what is serious enough, and may be none at all', ({ assert }) => {
    const severity = 'fail'
    assert.equal(leavesAt('2026-03-10T23:00', NIGHT, { severity }), '2026-03-10T23:00')
    const all = { ...NIGHT!, exceptFrom: null }
    assert.equal(leavesAt('2026-03-10T23:00', all, { severity }), '2026-03-11T07:00')
    const none = { ...NIGHT!, exceptFrom: 'warn' as const }
    assert.equal(leavesAt('2026-03-10T23:00', none), '2026-03-10T23:00')
    assert.equal(leavesAt('2026-03-10T23:00', null), '2026-03-10T23:00')
  })

  test('keep from people what began and ended in the night', async ({ assert }) => {
    const clock = new FrozenClock('2026-03-10T22:00:00Z')
    const alerts = await theAlerts({ clock, rules: { quietHours: NIGHT } })
    await alerts.minutes(5, { due: 'warn' })
    assert.equal((await notices())[0].status, 'pending')
    await alerts.minutes(10, { due: 'pass' })
    clock.advance({ hours: 12 })
    await alerts.deliver()
    assert.isEmpty(alerts.mailbox.heard)
    assert.deepEqual(
      (await notices()).map(({ kind, status }) => [kind, status]),
      [['opened', 'withdrawn']]
    )
  })
})
