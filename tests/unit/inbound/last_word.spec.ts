import { test } from '@japa/runner'
import fc from 'fast-check'
import { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import { AccountCountries } from '#gateways/account_countries'
import { ReceiveWebhook } from '#inbound/receive_webhook'
import SmsConsent from '#models/sms_consent'
import { aMessage, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { replyBody, type GivenReply } from '#tests/helpers/operator_bodies'
import { secondConnection } from '#tests/helpers/second_connection'
import { now } from '#tests/helpers/test_clock'
import { aReplyDesk } from './replies.js'

const CASES = process.env.FUZZ === 'long' ? 2_000 : 60

const consent = () => SmsConsent.findBy('phone_number', PHONE)
const replies = () => db.from('inbound_messages').orderBy('id')

/** `08:30` of the day of the tests, which is at 09:00. */
const today = (time: string) => `2026-03-10T${time}:00Z`

interface Word extends Omit<GivenReply, 'sentAt'> {
  /** Minutes past eight; null: the operator leaves it out. */
  minute?: number | null
  from?: string
}

async function aTelephone() {
  const desk = await aReplyDesk()
  const countries = await desk.resolver.make(AccountCountries)
  const receive = new ReceiveWebhook(await desk.resolver.make(Database), desk.clock, countries)
  const body = ({ minute = null, ...word }: Word) => {
    const sentAt =
      minute === null ? null : now.minus({ hours: 1 }).plus({ minutes: minute }).toISO()
    return replyBody({ from: `tel:${PHONE}`, sentAt, ...word })
  }
  const call = (word: Word) => receive.run({ kind: 'inbound_message', body: body(word) })
  return {
    ...desk,
    countries,
    call,
    /** One after the other, a second between them, each handled before the next. */
    say: async (...words: Word[]) => {
      for (const word of words) {
        await call(word)
        await desk.handle.run()
        desk.clock.advance({ seconds: 1 })
      }
      return (await consent())?.status ?? null
    },
  }
}

test.group('The last word of a number', (group) => {
  withCleanDatabase(group)

  for (const [name, id, minute] of [
    ['without an id or a time', null, null],
    ['under one id', '1', null],
    ['under one id, with times', '1', 'own'],
    ['with times alone', null, 'own'],
  ] as const) {
    test(`STOP, START and STOP ${name} end with STOP`, async ({ assert }) => {
      const { say, sweep, gateway } = await aTelephone()
      const words = ['STOP', 'START', 'STOP'].map((text, n) => {
        return { text, id, minute: minute === 'own' ? n : null }
      })
      assert.equal(await say(...words), 'opted_out')
      assert.lengthOf(await replies(), 3)
      await aMessage({ phoneNumber: PHONE })
      await sweep.run()
      gateway.assertSentCount(0)
    })
  }

  test('is the STOP that was said last, even if the START arrives last', async ({ assert }) => {
    const { say } = await aTelephone()
    const status = await say(
      { text: 'STOP', id: 'm-2', minute: 5 },
      { text: 'START', id: 'm-1', minute: 0 }
    )
    assert.equal(status, 'opted_out')
    assert.include((await replies())[1], { effect: 'unchanged', reason: 'overtaken' })
  })

  test('is the START that was said last, even if the STOP arrives last', async ({ assert }) => {
    const { say } = await aTelephone()
    const status = await say(
      { text: 'START', id: 'm-2', minute: 5 },
      { text: 'STOP', id: 'm-1', minute: 0 }
    )
    assert.equal(status, 'opted_in')
  })

  for (const minute of [0, null]) {
    test(`is not an old START under a new id (${minute === null ? 'without' : 'with'} a time)`, async ({
      assert,
    }) => {
      const { say } = await aTelephone()
      const status = await say(
        { text: 'START', id: 'a', minute },
        { text: 'STOP', id: 'b', minute: minute === null ? null : 5 },
        { text: 'START', id: 'c', minute }
      )
      assert.equal(status, 'opted_out')
    })
  }

  test('a STOP under the id of a START is another reply', async ({ assert }) => {
    const { say } = await aTelephone()
    const status = await say(
      { text: 'START', id: '1', minute: 0 },
      { text: 'STOP', id: '1', minute: 5 }
    )
    assert.equal(status, 'opted_out')
  })

  test('a START in doubt is left to people, and a later one counts', async ({ assert }) => {
    const { say } = await aTelephone()
    const words: Word[] = [
      { text: 'STOP', id: 'a', minute: 5 },
      { text: 'START', id: 'b', minute: 5 },
    ]
    assert.equal(await say(...words), 'opted_out')
    const [, start] = await replies()
    assert.include(start, { effect: 'unchanged', reason: 'in_doubt' })
    assert.isTrue(Boolean(start.for_people))
    assert.equal(await say({ text: 'START', id: 'c', minute: 6 }), 'opted_in')
    const { saidAt } = (await consent())!
    assert.equal(saidAt?.toUTC().toISO(), today('08:06').replace('Z', '.000Z'))
  })

  test('a STOP that is repeated moves the no to its later time', async ({ assert }) => {
    const { say } = await aTelephone()
    const status = await say(
      { text: 'STOP', id: 'a', minute: 5 },
      { text: 'STOP', id: 'b', minute: 9 },
      { text: 'START', id: 'c', minute: 7 }
    )
    assert.equal(status, 'opted_out')
  })

  test('a time ahead of its arrival is worth nothing', async ({ assert }) => {
    const { say } = await aTelephone()
    assert.equal(await say({ text: 'START', id: 'a', minute: 600 }), 'opted_in')
    assert.equal(await say({ text: 'STOP', id: 'b', minute: 5 }), 'opted_out')
    assert.equal(await say({ text: 'START', id: 'c', minute: 600 }), 'opted_out')
  })

  test('a repetition of what was said last is counted on its row', async ({ assert }) => {
    const { say, clock } = await aTelephone()
    await say({ text: 'STOP', id: 'a', minute: 1 })
    clock.advance({ days: 2 })
    await say({ text: 'STOP', id: 'a', minute: 1 })
    const rows = await db.from('sms_webhook_logs')
    assert.lengthOf(rows, 1)
    assert.equal(rows[0].times_received, 2)
  })

  test('without a time an id is used again after a day', async ({ assert }) => {
    const { say, clock } = await aTelephone()
    await say({ text: 'STOP', id: '1' })
    clock.advance({ hours: 25 })
    await say({ text: 'STOP', id: '1' })
    assert.lengthOf(await replies(), 2)
  })

  test('identical calls at the same moment are one row, by however many processes', async ({
    assert,
  }) => {
    const other = await secondConnection()
    const { call, say, clock, countries } = await aTelephone()
    const elsewhere = new ReceiveWebhook(other.db, clock, countries)
    await say({ text: 'STOP', id: 'a', minute: 1 }, { text: 'START', id: 'b', minute: 2 })
    const body = replyBody({
      text: 'STOP',
      from: `tel:${PHONE}`,
      id: 'c',
      sentAt: today('08:03'),
    })
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2
          ? elsewhere.run({ kind: 'inbound_message', body })
          : call({ text: 'STOP', id: 'c', minute: 3 })
      )
    )
    await other.close()
    const rows = await db.from('sms_webhook_logs').orderBy('id')
    assert.lengthOf(rows, 3)
  })

  test('calls at the same moment are as many replies as they say different things', async ({
    assert,
  }) => {
    const { call, handle } = await aTelephone()
    const texts = ['STOP', 'START', 'STOP', 'merci', 'START', 'STOP', 'STOP']
    await Promise.all(texts.map((text, n) => call({ text, minute: n < 6 ? n : 5 })))
    await handle.run()
    assert.sameMembers(
      (await replies()).map(({ body }) => body),
      texts.slice(0, 6)
    )
    assert.equal((await consent())?.status, 'opted_out')
  })

  test('is a STOP in whatever order and however often the words arrive', async ({ assert }) => {
    const telephone = await aTelephone()
    let person = 0
    const text = fc.constantFrom('STOP', 'START')
    const spoken = fc.array(fc.record({ text, id: fc.option(fc.constantFrom('1', '2', '3')) }), {
      minLength: 1,
      maxLength: 6,
    })
    const order = fc.array(fc.nat(), { minLength: 12, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(spoken, order, async (words, places) => {
        const from = `tel:+2376771${String(++person).padStart(5, '0')}`
        const timed = words.map((word, n): Word => ({ ...word, minute: 2 * n, from }))
        const arriving = [...timed, ...timed.slice(0, 3)]
          .map((word, n) => ({ word, place: places[n] }))
          .sort((one, other) => one.place - other.place)
        for (const { word } of arriving) await telephone.call(word)
        await telephone.handle.run()
        const status = async () => {
          return (await SmsConsent.findByOrFail('phone_number', from.slice(4))).status
        }
        const isNo = words.at(-1)!.text === 'STOP'
        assert.equal(await status(), isNo ? 'opted_out' : 'opted_in')
        await telephone.say({ text: 'START', minute: 2 * words.length, from })
        assert.equal(await status(), 'opted_in')
      }),
      { numRuns: CASES }
    )
  }).timeout(600_000)

  test('is a STOP where times are missing and words are repeated', async ({ assert }) => {
    const telephone = await aTelephone()
    let person = 0
    const spoken = fc.array(
      fc.record({
        text: fc.constantFrom('STOP', 'START'),
        id: fc.option(fc.constantFrom('1', '2')),
        isTimed: fc.boolean(),
        repeats: fc.option(fc.nat({ max: 5 })),
      }),
      { maxLength: 5 }
    )
    await fc.assert(
      fc.asyncProperty(
        spoken,
        fc.array(fc.nat({ max: 5 }), { maxLength: 4 }),
        async (words, later) => {
          const from = `tel:+2376772${String(++person).padStart(5, '0')}`
          const said: Word[] = []
          for (const [n, { text, id, isTimed, repeats }] of words.entries()) {
            said.push({ text, id, minute: isTimed ? n : null, from })
            await telephone.say(said[n])
            if (repeats !== null && said[repeats])
              await telephone.say({ ...said[repeats], id: 'new' })
          }
          await telephone.say({ text: 'STOP', from })
          for (const n of later) if (said[n]) await telephone.say(said[n])
          const { status } = await SmsConsent.findByOrFail('phone_number', from.slice(4))
          assert.equal(status, 'opted_out')
        }
      ),
      { numRuns: CASES }
    )
  }).timeout(600_000)
})
