import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { balanceHistory } from '#monitoring/system/balance_history'
import { toSqlInstant } from '#storage/instants'
import { withCleanDatabase } from '#tests/helpers/database'
import { countTable, listeningClient, planOf } from '#tests/helpers/query_plans'
import { now } from '#tests/helpers/test_clock'

const poll = (at: typeof now, contract: string, units: number, values: object = {}) =>
  db.table('gateway_balances').insert({
    account: 'orange',
    polled_at: toSqlInstant(at),
    contract_id: contract,
    units,
    usable: true,
    ...values,
  })

const read = (client = db.connection()) =>
  balanceHistory(client as any, { account: 'orange', now, timezone: 'Africa/Douala' })

test.group('The history of a balance', (group) => {
  withCleanDatabase(group)

  test('is what all bundles had at the last poll of each day', async ({ assert }) => {
    const yesterday = now.minus({ days: 1 })
    await poll(yesterday.minus({ hours: 1 }), 'a', 500)
    await poll(yesterday, 'a', 400)
    await poll(yesterday, 'a', 400)
    await poll(yesterday, 'b', 50)
    await poll(now, 'a', 300)
    await poll(now, 'b', 999, { usable: false })
    await poll(now, 'c', 7, { account: 'other' })
    await poll(now.minus({ days: 40 }), 'a', 9_000)
    const days = await read()
    assert.deepEqual(
      days.map(({ units }) => units),
      [450, 300]
    )
    assert.equal(days[1].date, now.setZone('Africa/Douala').toFormat('yyyy-MM-dd'))
  })

  test('is read along the index of the account', async ({ assert }) => {
    await countTable('gateway_balances')
    const { client, statements } = listeningClient()
    await read(client)
    assert.lengthOf(statements, 1)
    assert.match(await planOf(statements[0]), /gateway_balances_account_polled_at_index/)
  })
})
