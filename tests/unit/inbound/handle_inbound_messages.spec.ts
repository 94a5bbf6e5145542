import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import SmsConsent from '#models/sms_consent'
import { ApplyReceipts } from '#inbound/apply_receipts'
import { HandleInboundMessages } from '#inbound/handle_inbound_messages'
import { ConsentService } from '#services/consent_service'
import { InboundService } from '#services/inbound_service'
import { aMessage, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { aChildOf, historyOf } from '#tests/helpers/consents'
import { remindersInShort } from '#tests/helpers/reminders'
import { aReplyDesk, aStoredReply, bodyOf } from './replies.js'

const consent = () => SmsConsent.findBy('phone_number', PHONE)
const replies = () => db.from('inbound_messages').orderBy('id')
const REMINDER = '1_day_reminder 2026-03-12'

test.group('Replies', (group) => {
  withCleanDatabase(group)

  test('a STOP takes effect at once and is kept', async ({ assert }) => {
    const { handle, sweep, gateway } = await aReplyDesk()
    const waiting = await aMessage({ phoneNumber: PHONE })
    const logId = await aStoredReply('Arrêtez svp !')

    assert.deepEqual(await handle.run(), { opted_out: 1, opted_in: 0, unchanged: 0 })

    assert.containSubset((await consent())!.$attributes, {
      status: 'opted_out',
      source: 'reply',
      evidence: `webhook_log:${logId}`,
      recordedBy: 'reply',
    })
    assert.include(await waiting.refresh(), { status: 'suppressed', reason: 'opted_out' })
    const [reply] = await replies()
    assert.include(reply, {
      phone_number: PHONE,
      destination: '+2370000',
      body: 'Arrêtez svp !',
      keyword: 'stop',
      effect: 'opted_out',
      read_at: null,
    })
    assert.include(await db.from('sms_webhook_logs').firstOrFail(), { state: 'applied' })
    await sweep.run()
    gateway.assertSentCount(0)
  })

  test('are handled with the receipts, whatever becomes of those; a replay is none', async ({
    assert,
  }) => {
    const service = await app.container.make(InboundService)
    const call = { kind: 'inbound_message', body: bodyOf('STOP') } as const
    assert.deepEqual(await service.receiveWebhook(call), { outcome: 'stored' })
    assert.deepEqual(await service.receiveWebhook(call), { outcome: 'known' })
    const { replies: handled } = await service.applyWebhooks()
    assert.deepEqual(handled, { opted_out: 1, opted_in: 0, unchanged: 0 })
    assert.equal((await consent())!.status, 'opted_out')

    const consents = await app.container.make(ConsentService)
    await consents.record({
      phoneNumber: PHONE,
      status: 'opted_in',
      source: 'staff',
      actor: 'cli:tester',
    })
    await service.receiveWebhook(call)
    await service.applyWebhooks()
    assert.equal((await consent())!.status, 'opted_in')
  })

  test('a STOP does not wait for receipts that came before it', async ({ assert, cleanup }) => {
    const applying = ApplyReceipts.prototype.run
    const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    ApplyReceipts.prototype.run = async function (...args) {
      begun.resolve()
      await held.promise
      return applying.apply(this, args)
    }
    cleanup(() => {
      ApplyReceipts.prototype.run = applying
    })
    const service = await app.container.make(InboundService)
    const before = service.applyWebhooks()
    await begun.promise
    /** Long enough for its look at the replies: there are none. */
    await delay(100)
    await aStoredReply('STOP')
    const rounds = [before, service.applyWebhooks()]

    for (let look = 0; look < 100 && !(await consent()); look++) await delay(20)
    assert.equal((await consent())?.status, 'opted_out')
    held.resolve()
    await Promise.all(rounds)
  })

  test('a START lets the reminders begin again', async ({ assert }) => {
    const { hear, reconcile } = await aReplyDesk()
    await aChildOf(PHONE)
    await reconcile.run()
    await hear('STOP')
    assert.include(await remindersInShort(), `${REMINDER} suppressed opted_out`)
    assert.include(await hear('start'), { opted_in: 1 })
    assert.include(await remindersInShort(), `${REMINDER} pending`)
    assert.lengthOf(await historyOf(PHONE), 2)
  })

  test('no other reply lets them begin again, and each is kept for people to read', async ({
    assert,
  }) => {
    const { hear } = await aReplyDesk()
    await hear('STOP')
    const others = ['oui', 'OK', 'start svp', 'merci', '', 'Je veux encore les SMS', '👍']
    assert.deepEqual(await hear(...others), {
      opted_out: 0,
      opted_in: 0,
      unchanged: others.length,
    })
    assert.equal((await consent())!.status, 'opted_out')
    const unread = await replies().whereNull('keyword').whereNull('read_at')
    assert.sameMembers(
      unread.map(({ body }) => body),
      others
    )
  })

  test('a repeated STOP changes nothing more', async ({ assert }) => {
    const { hear } = await aReplyDesk()
    assert.deepEqual(await hear('STOP', 'stop', 'Stop!'), {
      opted_out: 1,
      opted_in: 0,
      unchanged: 2,
    })
    assert.lengthOf(await historyOf(PHONE), 1)
    assert.lengthOf(await replies(), 3)
  })

  test('the last word counts, whatever was said before', async ({ assert }) => {
    const { hear } = await aReplyDesk()
    await hear('STOP', 'START', 'STOP')
    assert.equal((await consent())!.status, 'opted_out')
    await hear('START', 'STOP', 'START')
    assert.equal((await consent())!.status, 'opted_in')
  })

  test('two processes handle each of them once, in their order', async ({ assert }) => {
    const other = await secondConnection()
    const { handle } = await aReplyDesk()
    const { resolver } = await aReplyDesk({ db: other.db })
    const elsewhere = await resolver.make(HandleInboundMessages)
    const words = ['STOP', 'START', 'STOP', 'merci', 'START', 'STOP', 'START', 'STOP']
    for (let round = 0; round < 5; round++) {
      for (const word of words) await aStoredReply(word)
      await Promise.all([handle.run(), elsewhere.run()])
    }
    assert.lengthOf(await replies(), 5 * words.length)
    const changes = await historyOf(PHONE)
    assert.deepEqual(
      changes.map(({ to_status: to }) => to),
      changes.map((_, n) => (n % 2 === 0 ? 'opted_out' : 'opted_in'))
    )
    assert.equal((await consent())!.status, 'opted_out')
    await other.close()
  })

  test('one that fails holds up its own number alone, and is done the next time', async ({
    assert,
  }) => {
    const { handle } = await aReplyDesk()
    await aStoredReply('STOP')
    await aStoredReply('START')
    await aStoredReply('STOP', '+237677000002')
    /** Anything that the database refuses will do. */
    const [{ id }] = await db.from('sms_webhook_logs').orderBy('id')
    const blocker = { received_at: '2026-03-10 09:00:00', phone_number: PHONE, body: 'x' }
    await db.table('inbound_messages').insert({ ...blocker, webhook_log_id: id, effect: 'x' })

    await assert.rejects(() => handle.run(), /^1 replies could not be handled.*webhookLog \d+$/)
    assert.isNull(await consent())
    assert.lengthOf(await db.from('sms_webhook_logs').where('state', 'received'), 2)
    assert.lengthOf(await db.from('sms_consents'), 1)

    await db.from('inbound_messages').where('effect', 'x').delete()
    assert.deepEqual(await handle.run(), { opted_out: 1, opted_in: 1, unchanged: 0 })
    assert.equal((await consent())!.status, 'opted_in')
  })
})
