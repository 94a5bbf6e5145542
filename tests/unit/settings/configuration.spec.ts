import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import {
  addressList,
  hashKeys,
  integer,
  number,
  prefixList,
  text,
  timeZone,
  webhookSecrets,
} from '#settings/env_rules'
import { BEFORE_RR_2 } from '#tests/helpers/reminders'
import { refuseUnknownKeys } from '#settings/config_files'
import { SmsSchedulerConfig, type SmsSchedulerSettings } from '#settings/sms_scheduler_config'

const settings = () => app.config.get<SmsSchedulerConfig>('sms_scheduler')

function faultsOf(change: Partial<SmsSchedulerSettings>): string {
  try {
    new SmsSchedulerConfig({ ...settings(), ...change })
    return ''
  } catch (error) {
    return error.message
  }
}

test.group('config/sms_scheduler.ts', () => {
  test('as it is shipped has no fault', ({ assert }) => {
    assert.equal(faultsOf({}), '')
  })

  test('refuses more automatic retries than the threshold of dead letters allows', ({ assert }) => {
    const { retry } = app.config.get<SmsSchedulerConfig>('sms_scheduler')
    const byType = { notice: { kind: 'steps' as const, minutes: [1], maxRetries: 6 } }
    assert.equal(faultsOf({ retry: { ...retry, maxRetries: 5, deadLetterThreshold: 5 } }), '')
    const message = faultsOf({
      retry: { ...retry, maxRetries: 10, deadLetterThreshold: 5, byType },
    })
    const allowed = 'allowed: at most retry.deadLetterThreshold, which is 5'
    assert.include(message, `retry.maxRetries is 10, ${allowed}`)
    assert.include(message, `retry.byType.notice.maxRetries is 6, ${allowed}`)
  })

  test('names every fault at once, with key, value and what is allowed', ({ assert }) => {
    const { processing, reminders, window } = settings()
    const message = faultsOf({
      timezone: 'Mars/Olympus',
      processing: { ...processing, batchSize: 0, lanes: 1.5 },
      reminders: {
        ...reminders,
        oneDay: { ...reminders.oneDay, timeOfDay: '25:00', usefulUntilDays: -9 },
      },
      window: { ...window, start: '20:00', end: '08:00' },
    })
    assert.include(message, 'timezone is "Mars/Olympus", allowed: an IANA time zone')
    assert.include(message, 'processing.batchSize is 0, allowed: a whole number from 1 to 500')
    assert.include(message, 'processing.lanes is 1.5, allowed: a whole number from 1 to 64')
    assert.include(message, 'reminders.oneDay.timeOfDay is "25:00", allowed: a time of day')
    assert.include(
      message,
      'reminders.oneDay.usefulUntilDays is -9, allowed: a whole number from offsetDays (-1)'
    )
    assert.include(message, 'window.end is "08:00", allowed: a time after window.start')
  })

  test('names what is wrong with policies and caps', ({ assert }) => {
    const { caps } = settings()
    const message = faultsOf({
      unknown: { default: 'guess', byType: { custom: 'resend' }, settleAfterMinutes: -1 },
      caps: { ...caps, allowedPrefixes: ['+237', '237'], segmentsPerDay: 2, whenOver: 'never' },
    } as any)
    assert.include(message, 'unknown.default is "guess", allowed: "hold", "resend_once" or')
    assert.include(message, 'unknown.byType.custom is "resend", allowed: "hold"')
    assert.include(message, 'unknown.settleAfterMinutes is -1, allowed: a number from 0 to 10080')
    assert.include(message, 'caps.allowedPrefixes[1] is "237", allowed: the beginning of a number')
    assert.include(message, 'caps.segmentsPerDay is 2, allowed: null or a whole number from')
    assert.include(message, 'caps.whenOver is "never", allowed: "delay" or "suppress"')
    assert.notInclude(message, 'messagesPerNumberPerDay')
    assert.include(faultsOf({ caps: undefined } as any), 'caps.allowedPrefixes is undefined')
    assert.include(faultsOf({ unknown: undefined } as any), 'unknown.byType is undefined')
  })

  test('names what is wrong with the settings of texts', ({ assert }) => {
    const { text: texts } = settings()
    const wrong = { defaultLanguage: 'français', programme: ' PEV', stopReply: 'ADIEU' }
    const message = faultsOf({ text: { ...texts, ...wrong, namesVaccine: 'no' } } as any)
    assert.include(message, 'text.defaultLanguage is "français", allowed: a language tag such as')
    assert.include(message, 'text.programme is " PEV", allowed: null or a name')
    assert.include(message, 'text.stopReply is "ADIEU", allowed: null or one of consent.stopWords')
    assert.include(message, 'text.namesVaccine is "no", allowed: true or false')
  })

  test('names what is wrong with the settings of consent', ({ assert }) => {
    const { consent } = settings()
    const message = faultsOf({
      consent: {
        policy: 'maybe',
        stopWords: ['Arrêt', '!?', 7],
        startWords: ['ARRET.'],
        confirmation: { fr: 'Bien reçu', en: '' },
      },
    } as any)
    assert.include(message, 'consent.policy is "maybe", allowed: "opt_out" or "opt_in"')
    assert.include(message, 'consent.stopWords[1] is "!?", allowed: a word with letters or digits')
    assert.include(message, 'consent.stopWords[2] is 7, allowed: a word')
    assert.include(message, 'consent.startWords[0] is "arret", allowed: a word that is not in')
    assert.include(message, 'consent.confirmation.en is "", allowed: a text of at most')
    assert.notInclude(message, 'consent.confirmation.fr')
    assert.include(faultsOf({ consent: { ...consent, stopWords: [] } }), 'at least one word')
    assert.include(faultsOf({ consent: undefined } as any), 'consent.stopWords is undefined')
    const long = { fr: 'é'.repeat(2_000), en: 'Done' }
    assert.include(faultsOf({ consent: { ...consent, confirmation: long } }), 'confirmation.fr is')
  })

  test('names what is wrong with a rule of its own', ({ assert }) => {
    const { reminders } = settings()
    const faultsWith = (rule: object) =>
      faultsOf({
        reminders: { ...reminders, more: { lastCall: { ...BEFORE_RR_2, ...rule } } },
      } as any)
    assert.equal(faultsWith({}), '')
    assert.equal(
      faultsWith({
        window: { start: '10:00', end: '12:00' },
        enabled: false,
        appliesTo: undefined,
      }),
      ''
    )
    const at = 'reminders.more.lastCall'
    for (const [rule, words] of [
      [
        { type: '1_day_reminder' },
        `${at}.type is "1_day_reminder", allowed: a type of its own: reminders.oneDay has it`,
      ],
      [{ type: 'custom' }, `${at}.type is "custom", allowed: a message type`],
      [{ type: 'no blank' }, `${at}.type is "no blank", allowed: a message type`],
      [{ offsetDays: -61 }, `${at}.offsetDays is -61, allowed: a whole number from -60 to 60`],
      [
        { usefulUntilDays: -4 },
        `${at}.usefulUntilDays is -4, allowed: a whole number from offsetDays (-3) to 90`,
      ],
      [
        { usefulUntilDays: -3, timeOfDay: '20:00' },
        `${at}.timeOfDay is "20:00", allowed: a time before its deadline, 20:00`,
      ],
      [{ timezone: 'Yaounde' }, `${at}.timezone is "Yaounde", allowed: "facility" or`],
      [
        { window: { start: '12:00', end: '10:00' } },
        `${at}.window is {"start":"12:00","end":"10:00"}, allowed: {`,
      ],
      [{ appliesTo: [] }, `${at}.appliesTo is [], allowed: 1 to 50 doses`],
      [
        { appliesTo: [{ vaccine: 'RR', dose: 2 }] },
        `${at}.appliesTo[0] is {"vaccine":"RR","dose":2}, allowed: a vaccine`,
      ],
      [{ appliesTo: [{ vacine: 'RR' }] }, `did you mean ${at}.appliesTo.0.vaccine?`],
      [{ enabled: 'no' }, `${at}.enabled is "no", allowed: true or false`],
      [
        { ofsetDays: 1 },
        `${at}.ofsetDays is not a key that can be set: did you mean ${at}.offsetDays?`,
      ],
    ] as const) {
      assert.include(faultsWith(rule), words)
    }
    assert.include(
      faultsOf({ reminders: { ...reminders, more: [] } } as any),
      'reminders.more is []'
    )
    assert.include(
      faultsOf({ reminders: { ...reminders, overdu: BEFORE_RR_2 } } as any),
      'did you mean reminders.overdue?'
    )
  })

  test('names keys that nothing reads, with the nearest one', ({ assert }) => {
    const { retry, reminders, window, ...others } = settings()
    const message = faultsOf({
      ...others,
      retry: { ...retry, maxRetrys: 2, byType: {} },
      reminders: { ...reminders, oneDay: { ...reminders.oneDay, timeOffDay: '10:00' } },
      window: { ...window, until: '20:00' },
      proccessing: {},
    } as any)
    assert.include(
      message,
      'retry.maxRetrys is not a key that can be set: did you mean retry.maxRe'
    )
    assert.include(message, 'did you mean reminders.oneDay.timeOfDay?')
    assert.include(message, 'window.until is not a key that can be set: use one of: start, end')
    assert.include(message, 'did you mean processing?')
    assert.notInclude(message, 'byType')
  })

  test('names the same in the other files', ({ assert }) => {
    const read = (file: string) => app.config.get<object>(file)
    assert.doesNotThrow(() => refuseUnknownKeys(read))
    for (const file of ['api', 'http_server', 'monitoring', 'webhooks']) {
      const [key] = Object.keys(read(file))
      const wrong = { ...read(file), [`${key}s`]: 1 }
      assert.throws(
        () => refuseUnknownKeys((name) => (name === file ? wrong : read(name))),
        new RegExp(
          `config/${file}.ts: ${key}s is not a key .* did you mean config/${file}.ts: ${key}`
        )
      )
    }
  })

  test('names what is missing', ({ assert }) => {
    const message = faultsOf({ retry: undefined, reminders: { horizonDays: 1 } } as any)
    assert.include(message, 'retry.maxRetries is undefined')
    assert.include(message, 'reminders.sevenDay.type is undefined')
  })
})

test.group('Environment variables', () => {
  test('fall back where they are empty and are refused where they are wrong', ({ assert }) => {
    const whole = integer({ min: 1, max: 10, fallback: 5 })
    assert.equal(whole('X', undefined), 5)
    assert.equal(whole('X', ''), 5)
    assert.equal(whole('X', '10'), 10)
    for (const wrong of ['0', '11', '1.5', 'many', ' 3']) {
      assert.throws(
        () => whole('X', wrong),
        `"X" must be a whole number from 1 to 10, instead received "${wrong}"`
      )
    }
    assert.equal(number({ min: 0, max: 1, fallback: 0.1 })('X', '0.25'), 0.25)
    assert.throws(() => timeZone({ fallback: 'UTC' })('X', 'Douala'), /IANA time zone/)
    const name = text({ form: /^[a-z]{1,3}$/, allowed: 'three letters', fallback: undefined })
    assert.isUndefined(name('X', ''))
    assert.throws(() => name('X', 'abcd'), /must be three letters, instead received "abcd"/)
  })

  test('a webhook secret has 256 bits, is random and fits into a URL; two are enough', ({
    assert,
  }) => {
    const secrets = (value?: string) => webhookSecrets()('X', value).map((one) => one.release())
    const [hex, base64url] = ['0a1b2c3d'.repeat(8), 'aZ3_-kQ9xV'.repeat(5)]
    assert.deepEqual(secrets(''), [])
    assert.deepEqual(secrets(hex), [hex])
    assert.deepEqual(secrets(`${hex}, ${base64url}`), [hex, base64url])

    const refused: [string, RegExp][] = [
      ['short-secret', /at least 43 characters.*received 12 characters/],
      [hex.slice(1), /at least 64 characters.*received 63 characters/],
      [hex.slice(1).toUpperCase(), /at least 64 characters.*received 63 characters/],
      [`${hex},`, /received 0 characters/],
      [`${hex},${hex},${hex}`, /one secret, or two during a rotation.*received 3/],
      [`${hex}/+=`, /letters, digits and ._~-/],
      ['x'.repeat(64), /be random/],
      ['xyz'.repeat(20), /be random/],
    ]
    for (const [value, message] of refused) {
      assert.throws(() => secrets(value), message)
      assert.throws(() => secrets(value), new RegExp(`^((?!${value.slice(0, 8)}).)*$`))
    }
  })

  test('beginnings of numbers are a list, or any, and name what is neither', ({ assert }) => {
    assert.deepEqual(prefixList()('X', '+237, +221'), ['+237', '+221'])
    assert.deepEqual(prefixList()('X', '*'), [])
    assert.isUndefined(prefixList()('X', ''))
    for (const wrong of ['237', '+237;+221', '*,+237', '+'])
      assert.throws(() => prefixList()('X', wrong), /must be a list such as "\+237,\+221"/)
  })

  test('a list of addresses has networks of both kinds, and names what is neither', ({
    assert,
  }) => {
    const list = addressList()('X', '41.202.0.0/16, 10.0.0.7 ,2001:db8::/32')
    for (const address of ['41.202.255.1', '::ffff:41.202.0.9', '10.0.0.7', '2001:db8:1::1'])
      assert.isTrue(list.has(address), address)
    for (const address of [
      '41.203.0.1',
      '10.0.0.8',
      '2001:db9::1',
      '::1',
      'garbage',
      '',
      undefined,
    ])
      assert.isFalse(list.has(address), address)
    assert.isEmpty(addressList()('X', '').entries)

    for (const wrong of [
      '41.202.0.0/33',
      '41.202/16',
      '2001:db8::/129',
      '10.0.0.1/-1',
      '10.0.0.1/8/8',
      'loopback',
      '10.0.0.1/',
      '1.2.3.4,',
    ]) {
      assert.throws(
        () => addressList()('X', wrong),
        /"X" must be a list such as "41.202.0.0\/16, 2001:db8::\/32": ".*" is neither/
      )
    }
  })

  test('keys of hashes are long enough, the old one after the new one', ({ assert }) => {
    const [one, two] = ['1'.repeat(32), '2'.repeat(32)]
    assert.isUndefined(hashKeys()('X', ''))
    assert.deepEqual(hashKeys()('X', `${one}, ${two}`)!.release(), [one, two])
    for (const wrong of ['short', `${one},`, `${one},short`])
      assert.throws(
        () => hashKeys()('X', wrong),
        /at least 32 characters.*received [05] characters/
      )
  })
})
