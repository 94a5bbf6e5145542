import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { CheckHealth } from '#monitoring/check_health'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { Clock, FrozenClock } from '#app/clock'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { theAlerts } from '#tests/helpers/alerts'
import { settingsWith, type ChangedSettings } from '#tests/helpers/settings'
import { now, TEST_NOW } from '#tests/helpers/test_clock'

async function check(only: string, monitoring: ChangedSettings['monitoring'] = {}, at = TEST_NOW) {
  const resolver = app.container.createResolver()
  resolver.bindValue(Clock, new FrozenClock(at))
  resolver.bindValue(SmsSchedulerConfig, settingsWith({ monitoring }))
  const health = await resolver.make(CheckHealth)
  const { checks } = await health.run({ only })
  return checks[0]
}

test.group('Health of the disk, and of alerts', (group) => {
  withCleanDatabase(group)

  test('warns before the disk is full', async ({ assert }) => {
    const { observedValue: free } = await check('disk')
    assert.isAbove(Number(free), 0)
    const more = Number(free) * 2
    const one = { diskWarnMegabytes: 1, diskFailMegabytes: 1 }
    assert.equal((await check('disk', one)).status, 'pass')
    const warned = await check('disk', { ...one, diskWarnMegabytes: more })
    assert.equal(warned.status, 'warn')
    assert.match(
      warned.output,
      /^Only \d+ MB are free on the disk of (the database|this machine): /
    )
    const both = { diskWarnMegabytes: more, diskFailMegabytes: more }
    assert.equal((await check('disk', both)).status, 'fail')
  })

  test('warns when dead letters grow, not when some are old', async ({ assert }) => {
    const limit = { deadLettersPerHour: 3 }
    const old = now.minus({ minutes: 61 })
    for (let n = 0; n < 5; n++) await aMessage({ status: 'dead_letter', updatedAt: old })
    for (let n = 0; n < 2; n++)
      await aMessage({ status: 'dead_letter', updatedAt: now.minus({ minutes: 10 }) })
    assert.include(await check('escalations', limit), { status: 'pass', observedValue: 2 })
    await aMessage({ status: 'dead_letter', updatedAt: now })
    assert.include(await check('escalations', limit), { status: 'warn', observedValue: 3 })
  })

  test('warns when alerts do not arrive, not when they wait for the morning', async ({
    assert,
  }) => {
    const clock = new FrozenClock('2026-03-10T22:00:00Z')
    const quietHours = { start: '20:00', end: '07:00', exceptFrom: 'fail' as const }
    const alerts = await theAlerts({ clock, rules: { quietHours } })
    await alerts.minutes(5, { due: 'warn' })
    const later = '2026-03-11T00:00:00Z'
    assert.equal((await check('notices', {}, later)).status, 'pass')
    alerts.mailbox.answer = () => ({ ok: false, reason: 'not_reachable' })
    await alerts.minutes(2, { account: 'fail' })
    assert.equal((await check('notices', {}, clock.now().toISO())).status, 'pass')
    assert.include(await check('notices', {}, later), { status: 'warn', observedValue: 1 })
  })
})
