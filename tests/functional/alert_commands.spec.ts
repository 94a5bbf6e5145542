import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { AlertChannels } from '#alerts/alert_channel'
import AuditEvent from '#models/audit_event'
import { AlertsConfig, type AlertsSettings } from '#settings/alerts_config'
import { withCleanDatabase } from '#tests/helpers/database'
import { incidents, Mailbox, notices, OPS, ROSINE, theAlerts } from '#tests/helpers/alerts'
import { runAce } from '#tests/helpers/run_ace'

test.group('Commands for alerts', (group) => {
  withCleanDatabase(group)
  let mailbox: Mailbox
  group.each.setup(async () => {
    mailbox = new Mailbox()
    await name({ mailTo: [ROSINE, OPS] })
    return () => {
      app.container.restore(AlertsConfig)
      app.container.restore(AlertChannels)
    }
  })

  async function name(changed: Partial<AlertsSettings>) {
    app.container.restore(AlertsConfig)
    const { settings } = await app.container.make(AlertsConfig)
    const smtp = { release: () => 'smtp://127.0.0.1:1' } as AlertsSettings['smtp']
    const config = new AlertsConfig({ ...settings, smtp, mailFrom: 'r@example.cm', ...changed })
    app.container.swap(AlertsConfig, () => config)
    app.container.swap(AlertChannels, () => new AlertChannels({ mail: mailbox }))
  }

  test('send a test to everybody, in each language, and store nothing', async ({ assert }) => {
    const { code, stdout } = await runAce(['alert:test', '--json'])
    assert.equal(code, 0)
    assert.deepEqual(JSON.parse(stdout), {
      tests: [ROSINE, OPS].map(({ address }) => ({
        recipient: address,
        channel: 'mail',
        ok: true,
      })),
    })
    const subjects = [ROSINE, OPS].map((one) => mailbox.to(one)[0].subject)
    assert.deepEqual(subjects, ['Rappel\u00a0: ceci est un essai', 'Rappel: this is a test'])
    assert.isEmpty(await notices())
  })

  test('say who was not reached, and why, by the exit code as well', async ({ assert }) => {
    mailbox.answer = () => ({ ok: false, reason: 'login_refused' })
    const { code, stdout } = await runAce(['alert:test', '--json'])
    assert.equal(code, 1)
    assert.include(JSON.parse(stdout).tests[0], { ok: false, reason: 'login_refused' })
  })

  test('refuse a test where nobody is named, and say which settings', async ({ assert }) => {
    await name({ mailTo: [] })
    const { code, stdout } = await runAce(['alert:test', '--json'])
    assert.equal(code, 1)
    assert.match(JSON.parse(stdout).error, /set ALERT_EMAIL and SMTP_URL, or ALERT_WEBHOOK_URL/)
  })

  test('list incidents, and take one', async ({ assert }) => {
    const none = await runAce(['alert:list', '--json'])
    assert.deepEqual([none.code, JSON.parse(none.stdout)], [3, { incidents: [] }])
    const alerts = await theAlerts()
    await alerts.minutes(2, { account: 'fail' })
    const [{ id }] = await incidents()
    const listed = JSON.parse((await runAce(['alert:list', '--json'])).stdout)
    assert.deepEqual(listed.incidents, [
      {
        id: Number(id),
        rule: 'account',
        status: 'open',
        severity: 'fail',
        since: '2026-03-10T09:01:00Z',
        openedAt: '2026-03-10T09:02:00Z',
        recoveredAt: null,
        acknowledgedAt: null,
        acknowledgedBy: null,
      },
    ])
    assert.equal((await runAce(['alert:acknowledge', String(id)])).code, 0)
    const again = await runAce(['alert:acknowledge', String(id), '--json'])
    assert.equal(again.code, 1)
    assert.match(JSON.parse(again.stdout).error, /somebody is on it already/)
    const [{ actor, subject }] = await AuditEvent.query().where('action', 'incident_acknowledged')
    assert.match(actor, /^cli:/)
    assert.equal(subject, `incident:${id}`)
    await alerts.minutes(1)
    assert.equal((await incidents())[0].status, 'open')
  })

  test('refuse ids and numbers that cannot be', async ({ assert }) => {
    for (const given of [
      ['alert:acknowledge', 'x'],
      ['alert:acknowledge', '77'],
      ['alert:list', '--recovered=-1'],
    ])
      assert.equal((await runAce(given)).code, 1, given.join(' '))
  })
})
