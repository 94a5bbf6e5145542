import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { moveAlike, type UniformMove } from '#messages/move_alike'
import { IllegalMove } from '#messages/message_events'
import { moveMessages } from '#messages/move_messages'
import { transaction } from '#storage/transaction'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'

const NOW = '2026-03-10 09:00:00'
const mover = { now: NOW, actor: 'test' }

const EXPIRY: UniformMove = {
  from: 'pending',
  to: 'expired',
  reason: 'deadline_passed',
  where: 'm.id <= :last',
}

const expire = (last: number, move = EXPIRY) =>
  transaction(db.connection(), (trx) => moveAlike(trx, move, { last }, mover))

test.group('Moves of messages', (group) => {
  withCleanDatabase(group)

  test('write state, reason and time, and say so in the history', async ({ assert }) => {
    const { id } = await aMessage()
    assert.deepEqual(await expire(id), [id])
    const [message] = await db.from('sms_messages')
    assert.include(message, { status: 'expired', reason: 'deadline_passed', updated_at: NOW })
    const [event] = await db.from('sms_message_events')
    assert.include(event, {
      message_id: id,
      at: NOW,
      actor: 'test',
      from_status: 'pending',
      to_status: 'expired',
      reason: 'deadline_passed',
    })
  })

  test('take the message from whoever holds it', async ({ assert }) => {
    const { id } = await aMessage({ leaseToken: 'worker', leaseUntil: 1, claimedBy: 'host:1' })
    await expire(id)
    const [message] = await db.from('sms_messages')
    assert.include(message, { lease_token: null, lease_until: null, claimed_by: null })
  })

  test('leave what is in another state by now', async ({ assert }) => {
    const { id } = await aMessage({ status: 'sending' })
    assert.isEmpty(await expire(id))
    assert.equal((await db.from('sms_messages'))[0].status, 'sending')
    assert.isEmpty(await db.from('sms_message_events'))
  })

  test('are undone together where one of them is not legal', async ({ assert }) => {
    const { id } = await aMessage({ status: 'delivered' })
    await assert.rejects(() => expire(id, { ...EXPIRY, from: 'delivered' }), IllegalMove)
    assert.equal((await db.from('sms_messages'))[0].status, 'delivered')
    assert.isEmpty(await db.from('sms_message_events'))
  })

  test('say nothing of a message that stays as it was', async ({ assert }) => {
    const { id } = await aMessage()
    const move = { status: 'm.status', reason: "'day_cap'", where: "m.status = 'pending'" }
    const moved = await transaction(db.connection(), (trx) =>
      moveMessages(trx, move, { now: NOW }, () => null)
    )
    assert.deepEqual(
      moved.map((row) => row.id),
      [id]
    )
    assert.isEmpty(await db.from('sms_message_events'))
  })
})
