import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { SystemClock } from '#app/clock'
import { PollBalances } from '#delivery/balance/poll_balances'
import type { EmulatorOptions } from '#emulator/options'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'
import { anOrangeEngine } from '#tests/helpers/orange_engine'

test.group('A poll of the balance', (group) => {
  withCleanDatabase(group)

  const ending: (() => Promise<unknown>)[] = []
  group.each.teardown(async () => {
    for (const end of ending.splice(0).reverse()) await end()
  })

  async function anAccount(options: EmulatorOptions = {}) {
    const orange = await OrangeEmulator.start({
      ratePerSecond: null,
      magicNumbers: false,
      ...options,
    })
    const engine = await anOrangeEngine({ url: orange.url, clock: new SystemClock() })
    ending.push(() => orange.stop(), engine.close)
    const poll = await engine.resolver.make(PollBalances)
    return { orange, engine, poll: () => poll.run().then(([found]) => found) }
  }

  const account = () => db.from('gateway_accounts').firstOrFail()
  const history = () => db.from('gateway_balances').orderBy('id')

  for (const contractsShape of ['current', 'legacy'] as const) {
    test(`keeps units and expiry with their history (${contractsShape})`, async ({ assert }) => {
      const { orange, poll } = await anAccount({
        units: 120,
        contractsShape,
        contractExpiresAt: '2099-12-31T00:00:00.000Z',
      })
      assert.containSubset(await poll(), { outcome: 'read', balance: { units: 120 } })
      orange.topUp(30)
      await poll()
      assert.containSubset(await account(), { units: 150, balance_error: null, state: 'active' })
      assert.match(String((await account()).units_expire_at), /2099/)
      assert.deepEqual(
        (await history()).map(({ units }) => units),
        [120, 150]
      )
    })
  }

  test('that fails for one account asks the others all the same', async ({ assert }) => {
    const { doors, resolver } = await anEngine({
      accounts: [{ name: 'first', prefixes: ['+237'] }, { name: 'second' }],
    })
    doors.first.readContracts = async () => {
      throw new Error('a bug')
    }
    doors.second.contracts = { supported: true, ok: false, reason: 'timeout' }
    const poll = await resolver.make(PollBalances)
    await assert.rejects(() => poll.run(), 'a bug')
    assert.containSubset(await account(), { name: 'second', balance_error: 'timeout' })
  })

  test('pauses an account that has nothing left, and lets it go on after a top-up', async ({
    assert,
  }) => {
    const { orange, engine, poll } = await anAccount({ units: 0 })
    const message = await aMessage()
    assert.containSubset(await poll(), { change: 'paused' })
    assert.containSubset(await account(), {
      state: 'paused',
      reason: 'no_credit',
      pause_kind: 'credit',
      paused_by: 'balance',
    })
    assert.isUndefined((await poll())!.change)
    await engine.sweep()
    assert.lengthOf(orange.journal(), 0)

    orange.topUp(10)
    assert.containSubset(await poll(), { change: 'resumed' })
    await engine.sweep()
    assert.equal((await message.refresh()).status, 'sent')
    const changes = await db.from('audit_events').orderBy('id').select('action', 'actor')
    assert.deepEqual(
      changes.map(({ action, actor }) => `${action} ${actor}`),
      ['account_paused balance', 'account_resumed balance']
    )
  })

  test('lets an account go on that the operator refused for want of credit', async ({ assert }) => {
    const { orange, engine, poll } = await anAccount({ units: 1 })
    await aMessage()
    await aMessage()
    await engine.sweep()
    assert.containSubset(await account(), {
      state: 'paused',
      reason: 'no_credit',
      paused_by: 'sweep',
    })
    assert.isUndefined((await poll())!.change, 'there is nothing yet')
    orange.topUp(100)
    assert.containSubset(await poll(), { change: 'resumed' })
    await engine.sweep()
    assert.lengthOf(await db.from('sms_messages').where('status', 'sent'), 2)
  })

  test('pauses when the contract has ended, and goes on when it is renewed', async ({ assert }) => {
    const { orange, poll } = await anAccount({ units: 500 })
    orange.changeContract({ expiresAt: '2020-01-01T00:00:00.000Z' })
    await poll()
    assert.containSubset(await account(), { reason: 'contract_expired', pause_kind: 'contract' })
    orange.changeContract({ expiresAt: '2099-01-01T00:00:00.000Z' })
    assert.containSubset(await poll(), { change: 'resumed' })
  })

  test('says better what was refused without a known word', async ({ assert }) => {
    const { orange, engine, poll } = await anAccount({ units: 0 })
    const [{ state }] = (await accountsOf(engine)).all
    await state.pause({ kind: 'contract', reason: 'policy_refused' })
    assert.containSubset(await poll(), { change: 'paused' })
    assert.containSubset(await account(), { reason: 'no_credit', paused_by: 'balance' })
    orange.topUp(10)
    assert.containSubset(await poll(), { change: 'resumed' })
  })

  test('does not lift what a person, or another fault, has stopped', async ({ assert }) => {
    const { engine, poll } = await anAccount({ units: 500 })
    const [{ state }] = (await accountsOf(engine)).all
    await state.pause({ kind: 'operator', reason: 'no_credit', actor: 'cli:ada' })
    assert.isUndefined((await poll())!.change)
    await state.resume('cli:ada')
    await state.pause({ kind: 'auth', reason: 'bad_credentials' })
    assert.isUndefined((await poll())!.change)
    assert.equal((await account()).state, 'paused')
  })

  test('that finds out nothing changes nothing but its error', async ({ assert }) => {
    const { orange, poll } = await anAccount({ units: 120 })
    await poll()
    orange.setFault('outage')
    assert.containSubset(await poll(), { outcome: 'not_read', reason: 'http_503' })
    const row = await account()
    assert.containSubset(row, { units: 120, state: 'active', balance_error: 'http_503' })
    assert.lengthOf(await history(), 1)
    orange.clearFaults()
    await poll()
    assert.isNull((await account()).balance_error)
  })

  test('of a country without a contract is no news', async ({ assert }) => {
    const { poll } = await anAccount({ country: 'SEN' })
    assert.containSubset(await poll(), { outcome: 'not_read', reason: 'no_contract_listed' })
    assert.equal((await account()).state, 'active')
  })

  test('asks again with another token where the first is over', async ({ assert }) => {
    const { orange, poll } = await anAccount({ units: 7 })
    await poll()
    orange.expireTokens()
    assert.containSubset(await poll(), { outcome: 'read', balance: { units: 7 } })
  })
})

async function accountsOf({ resolver }: { resolver: { make(part: any): Promise<any> } }) {
  const { SendingAccounts } = await import('#delivery/accounts/sending_accounts')
  return resolver.make(SendingAccounts)
}
