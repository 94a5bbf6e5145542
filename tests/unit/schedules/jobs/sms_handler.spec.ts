import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { type SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import SmsMessage from '#models/sms_message'
import { SmsHandler } from '#schedules/jobs/sms_handler'
import { toSqlInstant } from '#storage/instants'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'
import { fired } from '#tests/helpers/fired_job'
import { now } from '#tests/helpers/test_clock'
import { faultsOf, usable } from './support.js'

const clock = new FrozenClock('2026-03-10T09:00:00.700Z')

function aHandler() {
  return new SmsHandler(app.config.get<SmsSchedulerConfig>('sms_scheduler'), clock, 'CM')
}

const PAYLOAD = { phoneNumber: '+237690000001', message: 'Bonjour' }

test.group('What the handler "sms" accepts', () => {
  test('keeps the number in E.164, and says what was left out', ({ assert }) => {
    for (const phoneNumber of [
      '+237 6 90 00 00 01',
      '00237690000001',
      '690000001',
      ' 690 000 001 ',
    ]) {
      assert.deepEqual(usable(aHandler().check({ ...PAYLOAD, phoneNumber })), {
        phoneNumber: '+237690000001',
        message: 'Bonjour',
        messageType: 'custom',
        language: 'fr',
      })
    }
  })

  test('keeps all that was given', ({ assert }) => {
    const full = { ...PAYLOAD, messageType: 'camp:2026-03', language: 'en', correlationId: 'c-1' }
    assert.deepEqual(usable(aHandler().check(full)), full as any)
  })

  for (const [language, kept] of [
    ['ar', 'ar'],
    ['pt_BR', 'pt-br'],
    ['FR', 'fr'],
  ])
    test(`takes a text in any language: ${language}`, ({ assert }) => {
      assert.equal(usable(aHandler().check({ ...PAYLOAD, language })).language, kept)
    })

  test('accepts what it has kept once more, unchanged', ({ assert }) => {
    const kept = usable(aHandler().check({ phoneNumber: '690000001', message: 'Été à Yaoundé' }))
    assert.deepEqual(usable(aHandler().check(JSON.parse(JSON.stringify(kept)))), kept)
  })

  test('takes a letter and its accent together: apart they would cost twice as much', ({
    assert,
  }) => {
    const { message } = usable(aHandler().check({ ...PAYLOAD, message: 'E\u0301te\u0301' }))
    assert.equal(message, 'Été')
  })

  for (const [what, payload, field, expected] of [
    ['nothing', undefined, 'jobData', /must be an object such as \{"phoneNumber"/],
    ['a list', [PAYLOAD], 'jobData', /must be an object/],
    ['no number', { message: 'Bonjour' }, 'jobData.phoneNumber', /is missing/],
    [
      'a number that is none',
      { ...PAYLOAD, phoneNumber: 'call me' },
      'jobData.phoneNumber',
      /must be a phone number.*is not one phone number/,
    ],
    [
      'a number nobody can have',
      { ...PAYLOAD, phoneNumber: '+237123' },
      'jobData.phoneNumber',
      /not a possible number/,
    ],
    [
      'a number as a number',
      { ...PAYLOAD, phoneNumber: 237690000001 },
      'jobData.phoneNumber',
      /must be a phone number/,
    ],
    ['no text', { phoneNumber: '+237690000001' }, 'jobData.message', /is missing/],
    ['an empty text', { ...PAYLOAD, message: ' \n' }, 'jobData.message', /a text of 1 to/],
    [
      'a text too long',
      { ...PAYLOAD, message: 'a'.repeat(460) },
      'jobData.message',
      /at most 3 segments.*this has 4/,
    ],
    [
      'a text too long in UCS-2',
      { ...PAYLOAD, message: 'ê'.repeat(202) },
      'jobData.message',
      /this has 4, with characters that leave 67/,
    ],
    [
      'a text that PostgreSQL cannot hold',
      { ...PAYLOAD, message: 'a\0b' },
      'jobData.message',
      /a text of/,
    ],
    ['half a character', { ...PAYLOAD, message: 'a\uD83D' }, 'jobData.message', /a text of/],
    [
      'a type that is no name',
      { ...PAYLOAD, messageType: 'my type' },
      'jobData.messageType',
      /at most 60 letters/,
    ],
    [
      'a type too long',
      { ...PAYLOAD, messageType: 'a'.repeat(61) },
      'jobData.messageType',
      /at most 60/,
    ],
    [
      'a language that is no tag',
      { ...PAYLOAD, language: 'the one of the village' },
      'jobData.language',
      /must be a language tag such as "fr" or "ar"/,
    ],
    [
      'a field that is misspelt',
      { ...PAYLOAD, languge: 'en' },
      'jobData.languge',
      /did you mean language\?/,
    ],
    [
      'an id too long',
      { ...PAYLOAD, correlationId: 'a'.repeat(201) },
      'jobData.correlationId',
      /1 to 200/,
    ],
  ] as const) {
    test(`refuses ${what}`, ({ assert }) => {
      const faults = faultsOf(aHandler().check(payload))
      assert.lengthOf(faults, 1)
      assert.equal(faults[0].field, field)
      assert.match(faults[0].message, expected)
    })
  }

  test('names all faults at once, and neither number nor text', ({ assert }) => {
    const faults = faultsOf(
      aHandler().check({ phoneNumber: '99887766', message: 'Canari'.repeat(99), language: 7 })
    )
    assert.deepEqual(
      faults.map(({ field }) => field),
      ['jobData.phoneNumber', 'jobData.message', 'jobData.language']
    )
    assert.notMatch(JSON.stringify(faults), /99887766|Canari/)
  })
})

test.group('What the handler "sms" writes', (group) => {
  withCleanDatabase(group)

  const write = (jobs: Parameters<SmsHandler['write']>[1]) =>
    db.transaction((trx) => aHandler().write(trx, jobs))
  const job = usableJob()

  test('one message for each firing, due now', async ({ assert }) => {
    const results = await write([
      fired(job, { occurrenceId: 1, scheduleId: 7, priority: 1 }),
      fired(
        { ...job, messageType: 'news', language: 'en' as const },
        { occurrenceId: 2, scheduleId: 8, occurrenceAt: now.minus({ minutes: 5 }) }
      ),
    ])
    const messages = await SmsMessage.query().orderBy('dedupe_key')
    assert.deepEqual(
      results,
      new Map([
        [1, { messageId: messages[0].id }],
        [2, { messageId: messages[1].id }],
      ])
    )
    assert.containsSubset(
      messages.map((message) => message.serialize()),
      [
        {
          messageType: 'custom',
          status: 'pending',
          priority: 1,
          language: 'fr',
          source: 'schedule',
          dedupeKey: `schedule:7:${now.toUnixInteger()}`,
          body: 'Bonjour',
          phoneNumber: '+237690000001',
          retryCount: 0,
          attemptCount: 0,
        },
        { messageType: 'news', status: 'pending', priority: 2, language: 'en' },
      ]
    )
    const [, late] = await db.from('sms_messages').orderBy('dedupe_key')
    assert.equal(late.planned_at, toSqlInstant(now.minus({ minutes: 5 })))
    assert.equal(late.scheduled_at, '2026-03-10 09:00:00')
  })

  test('nothing twice: a firing that is repeated gets the id that is there', async ({ assert }) => {
    const first = await write([fired(job)])
    const again = await write([fired(job), fired(job, { occurrenceId: 2, scheduleId: 9 })])
    assert.deepEqual(again.get(1), first.get(1))
    assert.notDeepEqual(again.get(2), first.get(1))
    assert.lengthOf(await SmsMessage.all(), 2)
  })

  test('leaves a message that has gone its way since as it is', async ({ assert }) => {
    const sent = await aMessage({
      status: 'sent',
      dedupeKey: `schedule:7:${now.toUnixInteger()}`,
    })
    const results = await write([fired(job)])
    assert.deepEqual(results.get(1), { messageId: sent.id })
    await sent.refresh()
    assert.equal(sent.status, 'sent')
  })

  test('nothing where the transaction is taken back', async ({ assert }) => {
    await assert.rejects(() =>
      db.transaction(async (trx) => {
        await aHandler().write(trx, [fired(job)])
        throw new Error('the schedule could not be advanced')
      })
    )
    assert.lengthOf(await SmsMessage.all(), 0)
  })

  test('messages that the next sweep sends, unless their number has said no', async ({
    assert,
  }) => {
    const { sweep, gateway } = await anEngine({
      clock: new FrozenClock('2026-03-10T09:00:00.700Z'),
    })
    const at = toSqlInstant(now)
    await db.table('sms_consents').insert({
      phone_number: '+237690000002',
      status: 'opted_out',
      source: 'import',
      created_at: at,
      updated_at: at,
    })
    await write([
      fired(job),
      fired({ ...job, phoneNumber: '+237690000002' }, { occurrenceId: 2, scheduleId: 8 }),
    ])
    await sweep.run()
    gateway.assertSentCount(1)
    gateway.assertSent(
      ({ body, phoneNumber }) => body === 'Bonjour' && phoneNumber === '+237690000001'
    )
    const refused = await SmsMessage.findByOrFail('phoneNumber', '+237690000002')
    assert.include(refused.serialize(), { status: 'suppressed', reason: 'opted_out' })
  })

  test('any text a payload may hold, as it is', async ({ assert }) => {
    const message = `"'\\ \u2028 é😀 {"a":1} %s :rows ? $1\n`
    const checked = usable(aHandler().check({ ...PAYLOAD, message }))
    await write([fired(checked)])
    assert.equal((await SmsMessage.firstOrFail()).body, message.normalize('NFC'))
  })
})

function usableJob() {
  return {
    phoneNumber: '+237690000001',
    message: 'Bonjour',
    messageType: 'custom',
    language: 'fr' as const,
  }
}
