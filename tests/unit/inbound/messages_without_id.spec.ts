import { test } from '@japa/runner'
import { setImmediate as turn } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { findMessagesWithoutId } from '#inbound/messages_without_id'

test.group('Messages without an id', () => {
  test('are looked for by one statement after the other: of a second one nobody would hear the failure', async ({
    assert,
  }) => {
    let underWay = 0
    let most = 0
    const trx = {
      dialect: db.connection().dialect,
      async rawQuery() {
        most = Math.max(most, ++underWay)
        await turn()
        underWay -= 1
        return Object.assign([], { rows: [] })
      },
    }
    await findMessagesWithoutId(trx as any, ['+237690000001'])
    assert.equal(most, 1)
  })
})
