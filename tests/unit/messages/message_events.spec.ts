import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { appendMessageEvents, IllegalMove } from '#messages/message_events'
import { MESSAGE_STATUSES, canMove } from '#messages/message_status'
import { transaction } from '#storage/transaction'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'

const AT = '2026-03-10 09:00:00'

test.group('Events of messages', (group) => {
  withCleanDatabase(group)

  test('are kept of each legal move, and of what leaves the status as it is', async ({
    assert,
  }) => {
    const { id: messageId } = await aMessage()
    const moves = MESSAGE_STATUSES.flatMap((from) =>
      MESSAGE_STATUSES.filter((to) => from === to || canMove(from, to)).map((to) => ({ from, to }))
    )
    await appendMessageEvents(
      db.connection(),
      moves.map((move) => ({ messageId, at: AT, actor: 'test', ...move }))
    )
    assert.lengthOf(await db.from('sms_message_events'), moves.length)
  })

  test('a move that is not legal is undone with all that was moved beside it', async ({
    assert,
  }) => {
    const { id } = await aMessage({ status: 'delivered' })
    const other = await aMessage()
    const moving = transaction(db.connection(), async (trx) => {
      await trx.from('sms_messages').whereIn('id', [id, other.id]).update({ status: 'sending' })
      await appendMessageEvents(trx, [
        { messageId: other.id, at: AT, actor: 'test', from: 'pending', to: 'sending' },
        { messageId: id, at: AT, actor: 'test', from: 'delivered', to: 'sending' },
      ])
    })
    await assert.rejects(() => moving, IllegalMove)
    assert.deepEqual(
      (await db.from('sms_messages').orderBy('id')).map(({ status }) => status),
      ['delivered', 'pending']
    )
    assert.isEmpty(await db.from('sms_message_events'))
  })
})
