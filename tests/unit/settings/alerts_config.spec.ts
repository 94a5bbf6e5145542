import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { mailRecipients, smtpUrl } from '#settings/alert_env_rules'
import { AlertsConfig, type AlertsSettings } from '#settings/alerts_config'
import { InvalidSmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { settingsWith, type ChangedSettings } from '#tests/helpers/settings'

const shipped = () => app.config.get<AlertsConfig>('alerts').settings
const smtp = { release: () => 'smtp://localhost' } as AlertsSettings['smtp']

function faultsOf(changed: object): string[] {
  try {
    new AlertsConfig({ ...shipped(), ...changed })
    return []
  } catch (error) {
    return error.faults
  }
}

function faultsOfRules(alerts: ChangedSettings['alerts']): string[] {
  try {
    settingsWith({ alerts })
    return []
  } catch (error) {
    if (!(error instanceof InvalidSmsSchedulerConfig)) throw error
    return error.faults
  }
}

test.group('The settings of alerts', () => {
  test('name recipients, each in a language if they want', ({ assert }) => {
    const read = mailRecipients()
    assert.deepEqual(read('ALERT_EMAIL', ' rosine@example.cm, ops@example.org:en,'), [
      { address: 'rosine@example.cm', language: undefined },
      { address: 'ops@example.org', language: 'en' },
    ])
    assert.deepEqual(read('ALERT_EMAIL', ''), [])
    const wrong = ['rosine', 'a@b:de', 'a@b:en:fr', 'Rosine <a@b.cm>', 'a b@c.cm', 'a@b\r\nBcc:x@y']
    for (const one of wrong) assert.throws(() => read('ALERT_EMAIL', one), /such as "rosine@/)
    const many = Array.from({ length: 21 }, (_, n) => `a${n}@example.org`).join(',')
    assert.throws(() => read('ALERT_EMAIL', many), /at most 20/)
  })

  test('take the URL of a mail server, and never show it', ({ assert }) => {
    const read = smtpUrl()
    assert.equal(read('SMTP_URL', 'smtps://a:b@mail.example.org')!.release().length, 28)
    assert.isUndefined(read('SMTP_URL', ''))
    for (const one of ['mail.example.org', 'https://hidden.example.org', 'smtp://'])
      assert.throws(() => read('SMTP_URL', one), /^(?!.*hidden).*must be a URL such as/)
  })

  test('say what is missing beside an address', ({ assert }) => {
    const mailTo = [{ address: 'a@example.org' }]
    assert.match(faultsOf({ mailTo, smtp: undefined }).join(), /set SMTP_URL/)
    assert.match(faultsOf({ mailTo, smtp, mailFrom: undefined }).join(), /set ALERT_FROM/)
    const twice = { mailTo: [...mailTo, ...mailTo], smtp, mailFrom: 'r@example.org' }
    assert.match(faultsOf(twice).join(), /twice/)
    assert.match(faultsOf({ timeoutMs: 0 }).join(), /timeoutMs is 0/)
    assert.match(faultsOf({ webhok: 'x' }).join(), /webhok is not a key/)
    assert.isEmpty(faultsOf({ mailTo, smtp, mailFrom: 'r@example.org' }))
  })

  for (const [name, changed] of [
    ['alerts.breaches.warn', { breaches: { warn: 0, fail: 1 } }],
    ['alerts.calms', { calms: 0 }],
    ['alerts.leastSeverity', { leastSeverity: 'pass' }],
    ['alerts.except', { except: 'due' }],
    ['alerts.quietHours.start', { quietHours: { start: '8', end: '07:00', exceptFrom: null } }],
    ['alerts.quietHours.end', { quietHours: { start: '07:00', end: '07:00', exceptFrom: null } }],
    ['alerts.quietHours.exceptFrom', { quietHours: { start: '20:00', end: '07:00' } }],
    ['alerts.retry', { retry: { kind: 'never' } }],
  ] as [string, any][]) {
    test(`refuse a wrong ${name}, and name it`, ({ assert }) => {
      assert.match(faultsOfRules(changed).join('\n'), new RegExp(name.replaceAll('.', '\\.')))
    })
  }
})
