import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Emitter } from '@adonisjs/core/events'
import AccountChanged from '#events/account_changed'
import { FrozenClock } from '#app/clock'
import AuditEvent from '#models/audit_event'
import GatewayAccount from '#models/gateway_account'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { secondConnection } from '#tests/helpers/second_connection'
import { anEngine } from '#tests/helpers/engine'

const theAccount = () => GatewayAccount.findByOrFail('name', 'log')
const auditedChanges = async () =>
  AuditEvent.query()
    .orderBy('id')
    .then((all) => all.map(({ action }) => action))

/** Two workers with connections of their own, on the same clock. */
async function twoWorkers() {
  const first = await anEngine({ processing: { lanes: 1 } })
  const other = await secondConnection()
  const second = await anEngine({ clock: first.clock, db: other.db, processing: { lanes: 1 } })
  return { first, second, close: other.close }
}

test.group('The state of an account', (group) => {
  withCleanDatabase(group)

  test('a pause says what kind of fault it is, who found it, and since when', async ({
    assert,
  }) => {
    await aMessage()
    const { sweep, gateway, clock } = await anEngine()
    gateway.answerWith({
      outcome: 'account',
      reason: 'no_credit',
      errorMessage: 'Insufficient units',
    })
    await sweep.run()
    const account = await theAccount()
    assert.include(account.$attributes, {
      state: 'paused',
      reason: 'no_credit',
      pauseKind: 'credit',
      pausedBy: 'sweep',
      detail: 'Insufficient units',
    })
    assert.equal(account.stateSince!.toMillis(), clock.nowMs())
  })

  for (const [outcome, reason, kind] of [
    ['account', 'bad_credentials', 'auth'],
    ['account', 'contract_expired', 'contract'],
    ['account', 'policy_refused', 'contract'],
    ['configuration', 'sender_refused', 'configuration'],
  ] as const) {
    test(`${reason} is a matter of ${kind}`, async ({ assert }) => {
      await aMessage()
      const { sweep, gateway } = await anEngine()
      gateway.answerWith({ outcome, reason })
      await sweep.run()
      assert.include((await theAccount()).$attributes, { pauseKind: kind, reason })
    })
  }

  test('every change is one event, however many workers meet the fault', async ({ assert }) => {
    for (let n = 0; n < 8; n++) await aMessage()
    const { first, second, close } = await twoWorkers()
    const heard: AccountChanged[] = []
    const emitter = await app.container.make(Emitter)
    const off = emitter.on(AccountChanged, (event) => void heard.push(event))
    const noCredit = { outcome: 'account', reason: 'no_credit' } as const
    first.gateway.hold().answerAlways(noCredit)
    second.gateway.hold().answerAlways(noCredit)
    const sweeps = [first.sweep.run({ limit: 1 }), second.sweep.run({ limit: 1 })]
    await Promise.all([first.gateway.arrived(1), second.gateway.arrived(1)])
    first.gateway.release()
    second.gateway.release()
    await Promise.all(sweeps)

    await first.accounts.all[0].state.resume('cli:tester', 'bundle bought')
    assert.isUndefined(await second.accounts.all[0].state.resume('cli:tester'))
    off()
    await close()

    assert.deepEqual(await auditedChanges(), ['account_paused', 'account_resumed'])
    assert.deepEqual(
      heard.map(({ change, reason }) => [change, reason]),
      [
        ['account_paused', 'no_credit'],
        ['account_resumed', null],
      ]
    )
  })

  test('an outage opens the circuit once and an answer closes it once', async ({ assert }) => {
    for (let n = 0; n < 10; n++) await aMessage()
    const { sweep, gateway, clock } = await anEngine({ ratePerSecond: 5 })
    gateway.answerAlways({ outcome: 'provider_down', reason: 'connection_refused' })
    for (let minute = 0; minute < 30; minute++) {
      await sweep.run()
      clock.advance({ minutes: 1 })
    }
    assert.deepEqual(await auditedChanges(), ['circuit_opened'])
    gateway.answerAlways()
    await sweep.run()
    await sweep.run()
    assert.deepEqual(await auditedChanges(), ['circuit_opened', 'circuit_closed'])
    gateway.assertSent(() => true)
    assert.equal((await theAccount()).state, 'active')
  })
})

test.group('A clock that was wrong for a while', (group) => {
  withCleanDatabase(group)

  test('does not keep the others waiting for its day to come', async ({ assert }) => {
    const { first, second, close } = await twoWorkers()
    const ahead = await anEngine({ clock: new FrozenClock(first.clock.now().plus({ days: 1 })) })
    await ahead.accounts.all[0].state.permission()
    await ahead.accounts.all[0].rate.reserve([1])
    const before = first.clock.nowMs()
    const [slot] = await second.accounts.all[0].rate.reserve([1])
    await close()
    /** Not at once: what was reserved before may still be about to leave. */
    assert.closeTo(slot - before, 10_000, 1_000)
  })

  test('does not put off the next probe for a day', async ({ assert }) => {
    await aMessage()
    const { sweep, clock, gateway } = await anEngine()
    await sweep.run({ limit: 1 })
    await aMessage()
    await GatewayAccount.query().update({
      state: 'circuit_open',
      reason: 'connection_refused',
      state_until: clock.now().plus({ days: 1 }).toMillis(),
    })
    await sweep.run()
    gateway.assertSentCount(2)
    assert.equal((await theAccount()).state, 'active')
  })

  test('an operator who asks for hours gets a quarter of an hour', async ({ assert }) => {
    const { accounts, clock } = await anEngine()
    const [{ rate, state }] = accounts.all
    await state.permission()
    await rate.slowDown(6 * 3_600_000, 'too_many_requests')
    const [slot] = await rate.reserve([1])
    assert.closeTo(slot - clock.nowMs(), 15 * 60_000, 2_000)
  })
})

test.group('After "too many requests"', (group) => {
  withCleanDatabase(group)

  test('the account is slower for all workers, and comes back step by step', async ({ assert }) => {
    const { first, second, close } = await twoWorkers()
    const [mine] = first.accounts.all
    const [theirs] = second.accounts.all
    await mine.state.permission()
    assert.equal(mine.rate.perSecond, 1_000)

    await mine.rate.slowDown(1_000, 'too_many_requests')
    await theirs.rate.reserve([1])
    assert.equal(theirs.rate.perSecond, 500)

    const seen: number[] = []
    for (let step = 0; step < 6; step++) {
      first.clock.advance({ seconds: 10 })
      await theirs.rate.reserve([1])
      seen.push(theirs.rate.perSecond)
    }
    await close()
    assert.deepEqual(seen, [600, 700, 800, 900, 1_000, 1_000])
    assert.deepEqual(await auditedChanges(), ['account_slowed', 'account_at_full_rate'])
  })

  test('a burst of refusals is one slow-down, and a new one halves again, down to a tenth', async ({
    assert,
  }) => {
    const { accounts, clock } = await anEngine()
    const [{ rate, state }] = accounts.all
    await state.permission()
    await Promise.all(Array.from({ length: 5 }, () => rate.slowDown(0, 'too_many_requests')))
    assert.equal(rate.perSecond, 500)
    for (let again = 0; again < 9; again++) {
      clock.advance({ seconds: 2 })
      await rate.slowDown(0, 'too_many_requests')
    }
    assert.equal(rate.perSecond, 100)
  })

  test('places are further apart, and nothing is lost over it', async ({ assert }) => {
    const { accounts } = await anEngine({ ratePerSecond: 5 })
    const [{ rate, state }] = accounts.all
    await state.permission()
    await rate.slowDown(0, 'too_many_requests')
    const slots = await rate.reserve([1, 1, 1])
    assert.isAtLeast(slots[1] - slots[0], 400)
    assert.isAtLeast(slots[2] - slots[1], 400)
  })
})

test.group('A limit that counts segments', (group) => {
  withCleanDatabase(group)

  test('never has more segments in a sliding second than it allows', async ({ assert }) => {
    const account = { name: 'log', countedIn: 'segments' as const }
    const { accounts } = await anEngine({ accounts: [account], ratePerSecond: 6 })
    const [{ rate, state }] = accounts.all
    await state.permission()
    const segments = Array.from({ length: 60 }, (_, n) => [1, 3, 2, 3, 3, 1, 1][n % 7])
    const slots = await rate.reserve(segments)
    for (const start of slots) {
      const inTheSecond = segments.filter((_, n) => slots[n] >= start && slots[n] < start + 1_000)
      assert.isAtMost(
        inTheSecond.reduce((sum, count) => sum + count, 0),
        6
      )
    }
  })
})
