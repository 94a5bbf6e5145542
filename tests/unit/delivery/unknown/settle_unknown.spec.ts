import { test } from '@japa/runner'
import type SmsMessage from '#models/sms_message'
import SmsMessageEvent from '#models/sms_message_event'
import { SettleUnknown } from '#delivery/unknown/settle_unknown'
import { typesUnder } from '#delivery/unknown/unknown_policy'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { now } from '#tests/helpers/test_clock'
import { anAttempt } from '#tests/helpers/sent_messages'

const AMBIGUOUS = { outcome: 'ambiguous', reason: 'connection_reset' } as const

const anUnknown = (values: Parameters<typeof aMessage>[0] = {}) =>
  aMessage({
    status: 'unknown',
    reason: 'connection_reset',
    updatedAt: now.minus({ minutes: 11 }),
    ...values,
  })

async function anUnknownEngine(unknown: EngineOptions['unknown']) {
  const engine = await anEngine({ unknown })
  return { ...engine, settle: await engine.resolver.make(SettleUnknown) }
}

async function lastMove(message: SmsMessage) {
  const event = await SmsMessageEvent.query()
    .where('message_id', message.id)
    .orderBy('id', 'desc')
    .firstOrFail()
  return event.$attributes
}

test.group('A message whose outcome cannot be known', (group) => {
  withCleanDatabase(group)

  test('is held, unless its type says otherwise', async ({ assert }) => {
    const message = await anUnknown()
    const { settle } = await anUnknownEngine({ byType: { other: 'resend_once' } })
    assert.equal(await settle.run(), 0)
    assert.include(await message.refresh(), { status: 'unknown', reason: 'connection_reset' })
  })

  test('counts as sent where that is assumed', async ({ assert }) => {
    const message = await anUnknown()
    const { settle } = await anUnknownEngine({ byType: { custom: 'assume_sent' } })
    assert.equal(await settle.run(), 1)
    await message.refresh()
    assert.include(message, { status: 'sent', reason: 'assumed_sent', unknownResends: 0 })
    assert.equal(message.sentAt!.toMillis(), now.minus({ minutes: 11 }).toMillis())
    assert.include(await lastMove(message), {
      actor: 'unknown_policy',
      fromStatus: 'unknown',
      toStatus: 'sent',
      reason: 'assumed_sent',
    })
  })

  test('is sent once more, not a third time', async ({ assert }) => {
    const message = await aMessage()
    const { sweep, gateway, clock } = await anUnknownEngine({
      default: 'resend_once',
      settleAfterMinutes: 10,
    })
    gateway.answerAlways(AMBIGUOUS)

    await sweep.run()
    assert.include(await message.refresh(), { status: 'unknown', unknownResends: 0 })
    clock.advance({ minutes: 9 })
    await sweep.run()
    gateway.assertSentCount(1)

    clock.advance({ minutes: 1 })
    await sweep.run()
    gateway.assertSentCount(2)
    assert.include(await message.refresh(), {
      status: 'unknown',
      unknownResends: 1,
      attemptCount: 2,
      retryCount: 0,
    })

    clock.advance({ days: 1 })
    await sweep.run()
    gateway.assertSentCount(2)
    assert.equal((await message.refresh()).status, 'unknown')
  })

  test('is due at once when it is sent again', async ({ assert }) => {
    const message = await anUnknown()
    const { settle } = await anUnknownEngine({ default: 'resend_once' })
    await settle.run()
    await message.refresh()
    assert.include(message, { status: 'pending', reason: 'resend_after_unknown' })
    assert.equal(message.scheduledAt.toMillis(), now.toMillis())
    assert.include(await lastMove(message), { fromStatus: 'unknown', toStatus: 'pending' })
  })

  test('expires when it is too late to send it again', async ({ assert }) => {
    const message = await anUnknown({ expiresAt: now })
    const { settle } = await anUnknownEngine({ default: 'resend_once' })
    assert.equal(await settle.run(), 1)
    assert.include(await message.refresh(), {
      status: 'expired',
      reason: 'deadline_passed',
      unknownResends: 0,
    })
  })

  test('is not sent again when an answer that came too late says it was accepted', async ({
    assert,
  }) => {
    const message = await anUnknown({ reason: 'worker_lost', expiresAt: now.plus({ days: 1 }) })
    await anAttempt(message, {
      number: 1,
      startedAt: now.minus({ hours: 1 }),
      outcome: 'accepted',
    })
    const { settle } = await anUnknownEngine({ default: 'resend_once' })
    assert.equal(await settle.run(), 0)
    assert.equal((await message.refresh()).status, 'unknown')
  })

  test('of a lost worker is unknown first, whatever the policy', async ({ assert }) => {
    const message = await aMessage({
      status: 'sending',
      leaseToken: 'dead',
      leaseUntil: 1,
      claimedBy: 'a dead worker',
    })
    const { sweep, clock } = await anUnknownEngine({ default: 'assume_sent' })
    await sweep.run()
    assert.include(await message.refresh(), { status: 'unknown', reason: 'worker_lost' })
    clock.advance({ minutes: 10 })
    await sweep.run()
    assert.include(await message.refresh(), { status: 'sent', reason: 'assumed_sent' })
  })

  test('is settled with its type, page after page', async ({ assert }) => {
    for (let n = 0; n < 520; n++) await anUnknown({ messageType: n < 10 ? 'held' : 'custom' })
    const { settle } = await anUnknownEngine({ default: 'assume_sent', byType: { held: 'hold' } })
    assert.equal(await settle.run(), 510)
    assert.equal(await settle.run(), 0)
  })

  test('is settled by one of two processes at once', async ({ assert }) => {
    for (let n = 0; n < 60; n++) await anUnknown()
    const other = await secondConnection()
    try {
      const engines = await Promise.all([
        anEngine({ unknown: { default: 'resend_once' } }),
        anEngine({ unknown: { default: 'resend_once' }, db: other.db }),
      ])
      const steps = await Promise.all(engines.map(({ resolver }) => resolver.make(SettleUnknown)))
      const settled = await Promise.all(steps.map((step) => step.run()))
      assert.equal(settled[0] + settled[1], 60)
      assert.lengthOf(await SmsMessageEvent.all(), 60)
    } finally {
      await other.close()
    }
  })
})

test.group('The types of a policy', () => {
  test('are those named, or all but those named otherwise', ({ assert }) => {
    const settings = {
      default: 'hold',
      byType: { a: 'resend_once', b: 'hold', c: 'assume_sent' },
      settleAfterMinutes: 10,
    } as const
    assert.deepEqual(typesUnder('resend_once', settings), { names: ['a'], except: false })
    assert.deepEqual(typesUnder('hold', settings), { names: ['a', 'c'], except: true })
    assert.isNull(typesUnder('assume_sent', { ...settings, byType: { a: 'resend_once' } }))
  })
})
