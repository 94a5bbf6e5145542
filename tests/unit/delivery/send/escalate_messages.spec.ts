import { test } from '@japa/runner'
import emitter from '@adonisjs/core/services/emitter'
import db from '@adonisjs/lucid/services/db'
import SmsMessageEvent from '#models/sms_message_event'
import { EscalateMessages } from '#delivery/send/escalate_messages'
import MessageEscalated from '#events/message_escalated'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'
import { aLogger } from '#tests/helpers/logger'

const PASSING_FAULT = { outcome: 'transient', reason: 'request_timeout' } as const

const escalationEvents = () => SmsMessageEvent.query().where('reason', 'message_escalated')

test.group('A message whose automatic retries are used up', (group) => {
  withCleanDatabase(group)
  group.each.teardown(() => emitter.restore())

  test('is escalated: a mark on its row, an event, and a word to whoever listens', async ({
    assert,
  }) => {
    const events = emitter.fake([MessageEscalated])
    const message = await aMessage({ messageType: 'custom', retryCount: 3 })
    const fine = await aMessage()
    const { sweep, gateway } = await anEngine()
    gateway.answerMessage(message.id, PASSING_FAULT)

    await sweep.run()

    await message.refresh()
    assert.equal(message.status, 'dead_letter')
    assert.isNotNull(message.escalatedAt)
    assert.isNull((await fine.refresh()).escalatedAt)
    const [event] = await escalationEvents()
    assert.include(event.$attributes, {
      messageId: message.id,
      fromStatus: 'dead_letter',
      toStatus: 'dead_letter',
    })
    assert.deepEqual(JSON.parse(event.detail!), { type: 'custom', retryCount: 3 })
    events.assertEmittedCount(MessageEscalated, 1)
    events.assertEmitted(MessageEscalated, ({ data }) => {
      assert.deepEqual(
        { ...data },
        { messageId: message.id, type: 'custom', retryCount: 3, reason: 'retries_used_up' }
      )
      return true
    })
  })

  test('has a line in the log that programs count', async ({ assert }) => {
    const { lines, logger } = aLogger()
    const escalate = new EscalateMessages(logger, emitter)
    const escalation = { messageId: 12, type: '7_day_reminder', retryCount: 3, reason: null }
    await escalate.announce([escalation])
    assert.include(JSON.parse(lines[0]), {
      ...escalation,
      msg: 'METRIC message_escalated ticket_id=12 message_type=7_day_reminder retry_count=3',
    })
  })

  test('is not escalated again when it was requeued and dies again', async ({ assert }) => {
    const events = emitter.fake([MessageEscalated])
    const message = await aMessage({ retryCount: 3 })
    const { sweep, gateway, clock } = await anEngine()
    gateway.answerAlways(PASSING_FAULT)
    await sweep.run()
    const first = (await message.refresh()).escalatedAt!.toMillis()

    clock.advance({ hours: 1 })
    await message.merge({ status: 'pending', reason: null }).save()
    await sweep.run()

    assert.equal((await message.refresh()).status, 'dead_letter')
    assert.equal(message.escalatedAt!.toMillis(), first)
    assert.lengthOf(await escalationEvents(), 1)
    events.assertEmittedCount(MessageEscalated, 1)
  })

  test('is not escalated while it is retried, nor when it is refused', async ({ assert }) => {
    const retried = await aMessage()
    const refused = await aMessage()
    const { sweep, gateway } = await anEngine()
    gateway.answerMessage(retried.id, PASSING_FAULT)
    gateway.answerMessage(refused.id, { outcome: 'refused', reason: 'invalid_number' })
    await sweep.run()
    assert.lengthOf(await escalationEvents(), 0)
  })

  test('stays escalated where a listener fails, and the sweep goes on', async ({ assert }) => {
    const dying = await aMessage({ retryCount: 3 })
    const fine = await aMessage()
    const off = emitter.on(MessageEscalated, () => {
      throw new Error('the mail server is away')
    })
    const { sweep, gateway } = await anEngine({ processing: { lanes: 1 } })
    gateway.answerMessage(dying.id, PASSING_FAULT)
    try {
      const { statistics } = await sweep.run()
      assert.include(statistics, { deadLettered: 1, sent: 1 })
    } finally {
      off()
    }
    assert.isNotNull((await dying.refresh()).escalatedAt)
    assert.equal((await fine.refresh()).status, 'sent')
  })

  test('is escalated by one of two transactions at once', async ({ assert }) => {
    const message = await aMessage({ status: 'dead_letter' })
    const { resolver, clock } = await anEngine()
    const escalate = await resolver.make(EscalateMessages)
    const now = clock.now().toFormat('yyyy-MM-dd HH:mm:ss')
    const actors = new Map([[message.id, 'sweep']])
    const write = () => db.connection().transaction((trx) => escalate.write(trx, actors, now))
    const escalations = await Promise.all([write(), write()])
    assert.lengthOf(escalations.flat(), 1)
    assert.lengthOf(await escalationEvents(), 1)
  })
})
