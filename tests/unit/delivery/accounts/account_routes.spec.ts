import fc from 'fast-check'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { AccountRoutes } from '#delivery/accounts/account_routes'
import SmsMessage from '#models/sms_message'
import { query } from '#storage/sql'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'

const ACCOUNTS = [
  { name: 'cm', prefixes: ['+237'] },
  { name: 'cm-nord', prefixes: ['+23722'] },
  { name: 'sn', prefixes: ['+221'] },
]

test.group('The route of a number', (group) => {
  withCleanDatabase(group)

  test('is the account with the longest prefix, then the one that takes the rest', ({ assert }) => {
    const routes = new AccountRoutes([...ACCOUNTS, { name: 'rest', prefixes: [] }])
    assert.equal(routes.accountOf('+237690000000'), 'cm')
    assert.equal(routes.accountOf('+237222222222'), 'cm-nord')
    assert.equal(routes.accountOf('+221770000000'), 'sn')
    assert.equal(routes.accountOf('+33600000000'), 'rest')
    assert.isUndefined(new AccountRoutes(ACCOUNTS).accountOf('+33600000000'))
  })

  test('in SQL is the same as in code, for each account and for the rest', async ({ assert }) => {
    const numbers = fc.sample(
      fc
        .tuple(
          fc.constantFrom('+237', '+2372', '+23722', '+221', '+22', '+33', '+1'),
          fc.stringMatching(/^\d{6,9}$/)
        )
        .map(([prefix, rest]) => (prefix + rest).slice(0, 16)),
      60
    )
    for (const phoneNumber of numbers) await aMessage({ phoneNumber })
    for (const accounts of [ACCOUNTS, [...ACCOUNTS, { name: 'rest', prefixes: [] }]]) {
      const routes = new AccountRoutes(accounts)
      const conditions: [string | undefined, string | undefined][] = [
        ...accounts.map(({ name }) => [name, routes.conditionFor(name)] as [string, string]),
        [undefined, routes.conditionForUnrouted()],
      ]
      for (const [account, condition] of conditions) {
        if (!condition) continue
        const found = await query<{ phone_number: string }>(
          db.connection(),
          `SELECT phone_number FROM sms_messages WHERE ${condition}`
        )
        assert.sameMembers(
          found.map((row) => row.phone_number),
          numbers.filter((number) => routes.accountOf(number) === account)
        )
      }
    }
  })
})

test.group('A sweep with several accounts', (group) => {
  withCleanDatabase(group)

  const accounts = [
    { name: 'cm', prefixes: ['+237'] },
    { name: 'sn', prefixes: ['+221'] },
  ]

  test('sends each message by its own account', async ({ assert }) => {
    const here = await aMessage({ phoneNumber: '+237690000001' })
    const there = await aMessage({ phoneNumber: '+221770000001' })
    const { sweep, doors } = await anEngine({ accounts })
    assert.include((await sweep.run()).statistics, { sent: 2 })
    doors.cm.assertSentCount(1)
    doors.sn.assertSentCount(1)
    assert.equal((await here.refresh()).gatewayAccount, 'cm')
    assert.equal((await there.refresh()).gatewayAccount, 'sn')
  })

  test('a number without a route fails with the reason, once the gate has nothing against it', async ({
    assert,
  }) => {
    const nowhere = await aMessage({ phoneNumber: '+33600000001' })
    const without = await aMessage({ phoneNumber: null })
    const { sweep, doors } = await anEngine({ accounts })
    assert.include((await sweep.run()).statistics, { failed: 1, suppressed: 1 })
    assert.include(await nowhere.refresh(), { status: 'failed', reason: 'no_route' })
    assert.include(nowhere.errorMessage, 'ORANGE_PREFIXES')
    assert.include(await without.refresh(), { status: 'suppressed', reason: 'no_phone' })
    doors.cm.assertNothingSent()
    doors.sn.assertNothingSent()
  })

  test('one account without credit does not stop the other', async ({ assert }) => {
    for (let n = 0; n < 5; n++) await aMessage({ phoneNumber: `+23769000000${n}` })
    for (let n = 0; n < 5; n++) await aMessage({ phoneNumber: `+22177000000${n}` })
    const { sweep, doors } = await anEngine({ accounts, ratePerSecond: 5 })
    doors.cm.answerAlways({ outcome: 'account', reason: 'no_credit' })

    const { outcome, pauseReason } = await sweep.run()

    assert.equal(outcome, 'paused')
    assert.equal(pauseReason, 'no_credit')
    doors.sn.assertSentCount(5)
    const pending = await SmsMessage.query().where('status', 'pending')
    assert.lengthOf(pending, 5)
    assert.isTrue(pending.every(({ phoneNumber }) => phoneNumber!.startsWith('+237')))
    const posts = doors.cm.sent.length
    await sweep.run()
    doors.cm.assertSentCount(posts)
  })
})
