import { test } from '@japa/runner'
import { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import SmsMessage from '#models/sms_message'
import { SendingCaps } from '#delivery/caps/sending_caps'
import type { ReadyMessage } from '#delivery/message_in_hand'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'

type Caps = NonNullable<EngineOptions['caps']>

const aReady = (id: number, values: Partial<ReadyMessage> = {}) =>
  ({ id, phoneNumber: '+237690000001', segments: 1, carried: [], ...values }) as ReadyMessage

/** Two engines with connections of their own, as two processes have. */
async function twoEngines(caps: Caps) {
  const other = await secondConnection()
  const processing = { batchSize: 4, lanes: 2 }
  const engines = [
    await anEngine({ caps, processing }),
    await anEngine({ caps, processing, db: other.db }),
  ]
  return { engines, close: other.close }
}

test.group('Two processes at a cap', (group) => {
  withCleanDatabase(group)

  const cases: { caps: Caps; phones: number; sent: number }[] = [
    { caps: { segmentsPerDay: 23 }, phones: 60, sent: 23 },
    { caps: { messagesPerNumberPerDay: 3 }, phones: 4, sent: 12 },
    { caps: { messagesPerNumberPerDay: 5, segmentsPerDay: 7 }, phones: 2, sent: 7 },
  ]
  for (const { caps, phones, sent } of cases) {
    test(`send exactly what fits: ${JSON.stringify(caps)}`, async ({ assert }) => {
      for (let n = 0; n < 60; n++) await aMessage({ phoneNumber: `+23769000000${n % phones}` })
      const { engines, close } = await twoEngines(caps)
      try {
        const sweeps = await Promise.all(engines.map(({ sweep }) => sweep.run()))
        const total = sweeps.reduce((sum, { statistics }) => sum + statistics.sent, 0)
        const delayed = sweeps.reduce((sum, { statistics }) => sum + statistics.deferred, 0)
        assert.deepEqual({ total, delayed }, { total: sent, delayed: 60 - sent })
        assert.equal(engines[0].gateway.sent.length + engines[1].gateway.sent.length, sent)
        assert.lengthOf(await SmsMessage.query().whereNotNull('lease_token'), 0)
      } finally {
        await close()
      }
    })
  }

  test('never go above it while outcomes give back', async ({ assert }) => {
    for (let n = 0; n < 60; n++) await aMessage({ phoneNumber: `+23769000000${n % 3}` })
    const { engines, close } = await twoEngines({ messagesPerNumberPerDay: 4, segmentsPerDay: 9 })
    const refused = { outcome: 'refused', reason: 'invalid_number' } as const
    for (const { gateway } of engines) gateway.answerWith(refused, refused, refused)
    try {
      await Promise.all(engines.map(({ sweep }) => sweep.run()))
      const sent = await SmsMessage.query().where('status', 'sent')
      assert.isAtMost(sent.length, 9)
      for (const digit of [0, 1, 2]) {
        assert.isAtMost(
          sent.filter(({ phoneNumber }) => phoneNumber!.endsWith(`${digit}`)).length,
          4
        )
      }
      const [{ total }] = await db
        .from('sending_counts')
        .where('counted', '*')
        .sum('count as total')
      assert.equal(Number(total), sent.length)
    } finally {
      await close()
    }
  })

  test('admit and count a hundred times at once: the cap, no more, no less', async ({ assert }) => {
    const { engines, close } = await twoEngines({ messagesPerNumberPerDay: 30 })
    try {
      const databases = await Promise.all(
        engines.map(async ({ resolver }) => ({
          caps: await resolver.make(SendingCaps),
          client: (await resolver.make(Database)).connection(),
        }))
      )
      const admitted = await Promise.all(
        Array.from({ length: 100 }, (_, n) => {
          const { caps, client } = databases[n % 2]
          return client.transaction(async (trx) => {
            const { within, day } = await caps.admit(trx, [aReady(n)])
            await caps.count(trx, within, day)
            return within.length
          })
        })
      )
      assert.equal(
        admitted.reduce((sum, count) => sum + count, 0),
        30
      )
    } finally {
      await close()
    }
  })
})
