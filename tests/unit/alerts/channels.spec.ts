import { test } from '@japa/runner'
import { Secret } from '@adonisjs/core/helpers'
import { AlertChannels } from '#alerts/alert_channel'
import { PostAlert } from '#alerts/post_alert'
import { SendMail } from '#alerts/send_mail'
import { smtpOptions } from '#alerts/smtp_options'
import { FrozenClock } from '#app/clock'
import { signBody } from '#guarded_http/sign_body'
import type { AlertsSettings } from '#settings/alerts_config'
import { AddressList } from '#values/address_list'
import { withCleanDatabase } from '#tests/helpers/database'
import { notices, ROSINE, theAlerts } from '#tests/helpers/alerts'
import { KEY } from '#tests/helpers/outgoing_events'
import { answer, hang, ScriptedServer } from '#tests/helpers/scripted_server'
import { MailServer, readMail } from '#tests/helpers/smtp'
import { TEST_NOW } from '#tests/helpers/test_clock'

/** Milliseconds for somebody who never answers, and for those who do on a busy machine. */
const [SHORT, LONG] = [300, 20_000]

const SETTINGS = {
  mailFrom: 'rappel@example.cm',
  timeoutMs: LONG,
  plaintext: false,
} as AlertsSettings

test.group('Alerts by mail', (group) => {
  withCleanDatabase(group)

  async function mailTo(url: string, timeoutMs = LONG) {
    const mail = new SendMail(url, { ...SETTINGS, timeoutMs })
    const alerts = await theAlerts({ channels: new AlertChannels({ mail }) })
    await alerts.minutes(2, { account: 'fail' })
    await mail.close()
    return notices()
  }

  test('are taken by a mail server, with an id that stays', async ({ assert }) => {
    const server = new MailServer()
    const [notice] = await mailTo(await server.start())
    await server.stop()
    assert.equal(notice.status, 'sent')
    const [{ to, raw }] = server.mails
    const { header, body } = readMail(raw)
    assert.deepEqual(to, [ROSINE.address])
    assert.include(header, `Message-ID: <${notice.notice_id}@example.cm>`)
    assert.include(header, 'From: rappel@example.cm')
    assert.include(header, 'Auto-Submitted: auto-generated')
    assert.include(body, 'Un compte d’envoi est arrêté')
  })

  test('log in with the login of the URL', async ({ assert }) => {
    const seen: string[] = []
    const server = new MailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, done) {
        seen.push(`${username} ${password}`)
        done(null, { user: username })
      },
    })
    const [notice] = await mailTo(await server.start('rappel%40example.cm:a%2Fb@'))
    await server.stop()
    assert.equal(notice.status, 'sent')
    assert.deepEqual(seen, ['rappel@example.cm a/b'])
  })

  for (const [what, options, reason] of [
    [
      'the login',
      {
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: (_auth, _session, done) => done(new Error('wrong password of rappel')),
      },
      'login_refused',
    ],
    [
      'the recipient',
      {
        onRcptTo: (_address, _session, done) =>
          done(Object.assign(new Error('no mailbox rosine@example.cm'), { responseCode: 550 })),
      },
      'smtp_550',
    ],
    [
      'everything for now',
      {
        onMailFrom: (_address, _session, done) =>
          done(Object.assign(new Error('come back later'), { responseCode: 451 })),
      },
      'smtp_451',
    ],
  ] as const satisfies [string, ConstructorParameters<typeof MailServer>[0], string][]) {
    test(`wait where the server refuses ${what}, and keep a word for it`, async ({ assert }) => {
      const server = new MailServer(options)
      const [notice] = await mailTo(await server.start('rappel:secret@'))
      await server.stop()
      assert.include(notice, { status: 'pending', last_failure: reason })
    })
  }

  test('wait where nothing answers, and hold nobody up', async ({ assert }) => {
    const silent = await ScriptedServer.start()
    const began = performance.now()
    const [notice] = await mailTo(silent.url.replace('http:', 'smtp:'), SHORT)
    assert.isBelow(performance.now() - began, 5_000)
    assert.include(notice, { status: 'pending', last_failure: 'timeout' })
    await silent.stop()
  })

  test('wait where there is no server', async ({ assert }) => {
    const [notice] = await mailTo('smtp://127.0.0.1:1')
    assert.include(notice, { status: 'pending', last_failure: 'not_reachable' })
  })

  test('are encrypted on the way to another machine, unless that is allowed', ({ assert }) => {
    const elsewhere = 'smtp://mail.example.org'
    assert.include(smtpOptions(elsewhere, SETTINGS), { port: 587, requireTLS: true })
    assert.include(smtpOptions('smtps://mail.example.org', SETTINGS), { port: 465, secure: true })
    const allowed = { ...SETTINGS, plaintext: true }
    assert.include(smtpOptions(elsewhere, allowed), { requireTLS: false, ignoreTLS: false })
    assert.include(smtpOptions('smtp://127.0.0.1:25', SETTINGS), { port: 25, ignoreTLS: true })
  })
})

test.group('Alerts to a webhook', (group) => {
  withCleanDatabase(group)
  let receiver: ScriptedServer
  group.each.setup(async () => {
    receiver = await ScriptedServer.start()
    return () => receiver.stop()
  })

  async function postTo(changed: Partial<AlertsSettings> = {}) {
    const url = `${receiver.url}/hook`
    const webhook = {
      mailTo: [],
      webhookUrl: url,
      webhookFormat: 'json' as const,
      secrets: [new Secret(KEY)],
      allowedAddresses: new AddressList(['127.0.0.1']),
      timeoutMs: LONG,
      largestAnswerBytes: 1_000,
      language: 'en' as const,
      ...changed,
    }
    const clock = new FrozenClock(TEST_NOW)
    const channel = new PostAlert(url, webhook as unknown as AlertsSettings, clock)
    const channels = new AlertChannels({ webhook: channel })
    const alerts = await theAlerts({ clock, channels, settings: webhook })
    await alerts.minutes(2, { account: 'fail' })
    await channels.close()
    return notices()
  }

  test('are JSON, signed as events are', async ({ assert }) => {
    receiver.on('/hook', answer(200))
    const [notice] = await postTo()
    assert.include(notice, { status: 'sent', recipient: 'webhook' })
    const [{ headers, body }] = receiver.requests
    const seconds = Number(headers['rappel-timestamp'])
    assert.deepInclude(headers, {
      'rappel-alert-id': notice.notice_id,
      ...signBody(body, seconds, [new Secret(KEY)]),
    })
    const { id, text, alerts } = JSON.parse(body)
    assert.equal(id, notice.notice_id)
    assert.match(text, /^Rappel: A sending account has stopped\n\n/)
    assert.deepEqual(alerts, [
      {
        id: notice.notice_id,
        kind: 'opened',
        rule: 'account',
        severity: 'fail',
        title: 'A sending account has stopped',
        since: '2026-03-10T09:01:00Z',
      },
    ])
  })

  test('are a text alone for chat rooms', async ({ assert }) => {
    receiver.on('/hook', answer(200))
    await postTo({ webhookFormat: 'slack', secrets: [] })
    const [{ headers, body }] = receiver.requests
    assert.deepEqual(Object.keys(JSON.parse(body)), ['text'])
    assert.notProperty(headers, 'rappel-signature')
  })

  for (const [what, script, reason] of [
    ['a fault', answer(500), 'http_500'],
    ['a redirect', answer(302, '', { Location: '/hook/elsewhere' }), 'http_302'],
    ['silence', hang, 'timeout'],
  ] as const) {
    test(`wait after ${what}`, async ({ assert }) => {
      receiver.on('/hook', script)
      const [notice] = await postTo({ timeoutMs: script === hang ? SHORT : LONG })
      assert.include(notice, { status: 'pending', last_failure: reason })
    })
  }

  test('never go to an address that is not public and not allowed', async ({ assert }) => {
    const [notice] = await postTo({ allowedAddresses: new AddressList([]) })
    assert.include(notice, { status: 'pending', last_failure: 'address_refused' })
    assert.isEmpty(receiver.requests)
  })
})

test.group('The watcher outside', () => {
  test('is called after an evaluation, and its faults change nothing', async ({ assert }) => {
    const watcher = await ScriptedServer.start()
    watcher.on('/ping', answer(200))
    const { ping } = await theAlerts({
      settings: { pingUrl: `${watcher.url}/ping`, timeoutMs: LONG },
    })
    assert.isTrue(await ping())
    assert.lengthOf(watcher.requests, 1)
    await watcher.stop()
    assert.isFalse(await ping())
    const { ping: none } = await theAlerts({ settings: { pingUrl: undefined } })
    assert.isNull(await none())
  })
})
