import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { withCleanDatabase } from '#tests/helpers/database'
import { incidents, notices, OPS, ROSINE, theAlerts } from '#tests/helpers/alerts'
import { secondConnection } from '#tests/helpers/second_connection'
import { TEST_NOW } from '#tests/helpers/test_clock'

test.group('Notices are sent', (group) => {
  withCleanDatabase(group)

  test('in the words of each reader, with what to do', async ({ assert }) => {
    const alerts = await theAlerts({ settings: { mailTo: [ROSINE, OPS] } })
    await alerts.minutes(2, { account: 'fail' })
    const [french, english] = [ROSINE, OPS].map((one) => alerts.mailbox.to(one)[0].text)
    assert.equal(
      french,
      [
        'Un compte d’envoi est arrêté, depuis mar. 10 mars, 09:01.',
        'Ses rappels attendent. La cause est notée sur la page Système\u202f; l’ingénieur peut le relancer.',
        '',
        'Si vous vous en occupez, dites-le sur la page Système\u00a0: les relances s’arrêtent.',
      ].join('\n')
    )
    assert.match(english, /^A sending account has stopped, since Tue,? 10 Mar.* 09:01\.\n/)
  })

  test('without what engineers read, which may quote people', async ({ assert }) => {
    const alerts = await theAlerts()
    await alerts.minutes(2, { account: 'fail', pauses: 'fail' })
    assert.notMatch(JSON.stringify(alerts.mailbox.heard), /for engineers|690000000/)
  })

  test('together, where several things go wrong at once', async ({ assert }) => {
    const alerts = await theAlerts()
    await alerts.minutes(2, { account: 'fail', balance: 'fail', kafka: 'fail' })
    const [{ message }] = alerts.mailbox.heard
    assert.lengthOf(alerts.mailbox.heard, 1)
    assert.equal(message.subject, 'Rappel\u00a0: 3 alertes')
    assert.deepEqual(
      message.alerts.map(({ rule, kind, since }) => [rule, kind, since]),
      ['account', 'balance', 'kafka'].map((rule) => [rule, 'opened', '2026-03-10T09:01:00Z'])
    )
  })

  test('once, however many processes do so', async ({ assert }) => {
    const clock = new FrozenClock(TEST_NOW)
    const other = await secondConnection()
    const [one, two] = [
      await theAlerts({ clock, rules: { breaches: { warn: 1, fail: 1 } } }),
      await theAlerts({ clock, database: other.db }),
    ]
    for (let minute = 0; minute < 5; minute++) {
      one.findings[`rule_${minute}`] = 'fail'
      clock.advance({ minutes: 1 })
      await one.watch()
      await Promise.all([one.deliver(), two.deliver()])
    }
    await other.close()
    const ids = [one, two].flatMap(({ mailbox }) =>
      mailbox.heard.flatMap(({ message }) => message.alerts.map(({ id }) => id))
    )
    assert.lengthOf(ids, 5)
    assert.equal(new Set(ids).size, 5)
  })

  test('again after what a lost process held, with the same id', async ({ assert }) => {
    const alerts = await theAlerts()
    alerts.mailbox.answer = () => Promise.reject(new Error('the process dies here'))
    await assert.rejects(() => alerts.minutes(2, { account: 'fail' }))
    alerts.mailbox.answer = () => ({ ok: true })
    await alerts.deliver()
    assert.isEmpty(alerts.mailbox.heard)
    alerts.clock.advance({ minutes: 5 })
    await alerts.deliver()
    const [notice] = await notices()
    assert.equal(alerts.mailbox.heard[0].message.id, notice.notice_id)
    assert.include(notice, { status: 'sent', attempts: 2 })
  })

  test('later, if the server does not take them, and nobody else waits for that', async ({
    assert,
  }) => {
    const alerts = await theAlerts({ settings: { mailTo: [ROSINE, OPS] } })
    let tries = 0
    alerts.mailbox.answer = (to) => {
      const isFirst = to.includes(ROSINE.address) && ++tries === 1
      return isFirst ? { ok: false, reason: 'smtp_451' } : { ok: true }
    }
    await alerts.minutes(2, { account: 'fail' })
    const [failed, sent] = await notices()
    assert.include(failed, { status: 'pending', last_failure: 'smtp_451', retry_count: 1 })
    assert.equal(sent.status, 'sent')
    await alerts.deliver()
    assert.equal(tries, 1)
    alerts.clock.advance({ minutes: 2 })
    await alerts.deliver()
    assert.deepEqual(
      (await notices()).map(({ status }) => status),
      ['sent', 'sent']
    )
  })

  test('until they are dead letters after a day', async ({ assert }) => {
    const alerts = await theAlerts()
    alerts.mailbox.answer = () => ({ ok: false, reason: 'not_reachable' })
    await alerts.minutes(2, { account: 'fail' })
    for (let hour = 0; hour < 48; hour++) {
      alerts.clock.advance({ minutes: 61 })
      await alerts.deliver()
    }
    const [notice] = await notices()
    assert.include(notice, { status: 'dead_letter', last_failure: 'not_reachable' })
    assert.isNotNull(notice.given_up_at)
    assert.isAbove(notice.attempts, 10)
  })

  test('to nobody whom the settings no longer name: those are dead letters', async ({ assert }) => {
    const alerts = await theAlerts()
    alerts.mailbox.answer = () => ({ ok: false, reason: 'not_reachable' })
    await alerts.minutes(2, { account: 'fail' })
    const { deliver } = await theAlerts({ clock: alerts.clock, settings: { mailTo: [OPS] } })
    await deliver()
    const [notice] = await notices()
    assert.include(notice, { status: 'dead_letter', last_failure: 'recipient_removed' })
  })

  test('of the end only to those who knew of it', async ({ assert }) => {
    const alerts = await theAlerts({ settings: { mailTo: [ROSINE, OPS] } })
    await alerts.minutes(2, { account: 'fail' })
    await db.from('alert_notices').where('recipient', 'like', '%ops%').delete()
    await alerts.minutes(10, { account: 'pass' })
    assert.deepEqual(
      alerts.mailbox.heard.slice(2).map(({ to }) => to),
      ['mail:rosine@example.cm']
    )
    assert.equal((await incidents())[0].status, 'recovered')
  })
})
