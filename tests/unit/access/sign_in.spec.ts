import { test } from '@japa/runner'
import { Hash } from '@adonisjs/core/hash'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { SignIn } from '#access/sign_in/sign_in'
import { CheckPassword } from '#access/sign_in/check_password'
import { TryLimits } from '#access/sign_in/try_limits'
import AuditEvent from '#models/audit_event'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { aUser, PASSWORD } from '#tests/helpers/users'

const ADDRESS = '192.0.2.7'

async function aDoor() {
  const clock = new FrozenClock('2026-03-09T08:00:00Z')
  const signIn = await make(SignIn, clock)
  const limits = await make(TryLimits, clock)
  return {
    clock,
    limits,
    attempt: (email: string, password = PASSWORD, address = ADDRESS) =>
      signIn.run({ email, password, address }),
  }
}

test.group('Attempts to sign in', (group) => {
  withCleanDatabase(group)

  test('are counted together by address and account', async ({ assert }) => {
    const { attempt } = await aDoor()
    const [user, other] = [await aUser(), await aUser()]
    const left = []
    for (let n = 0; n < 5; n++) left.push(await attempt(user.email, 'wrong'))
    assert.deepEqual(
      left.map((answer) => answer.outcome === 'wrong' && answer.triesLeft),
      [4, 3, 2, 1, 0]
    )
    assert.deepEqual(await attempt(user.email), { outcome: 'paused', minutes: 15 })
    assert.equal((await attempt(other.email)).outcome, 'right')
    assert.equal((await attempt(user.email, PASSWORD, '192.0.2.8')).outcome, 'right')
  })

  test('are allowed again after a quarter of an hour', async ({ assert }) => {
    const { attempt, clock } = await aDoor()
    const user = await aUser()
    for (let n = 0; n < 6; n++) await attempt(user.email, 'wrong')
    clock.advance({ minutes: 14, seconds: 59 })
    assert.deepEqual(await attempt(user.email), { outcome: 'paused', minutes: 1 })
    clock.advance({ seconds: 1 })
    assert.equal((await attempt(user.email)).outcome, 'right')
  })

  test('are forgotten after a success', async ({ assert }) => {
    const { attempt } = await aDoor()
    const user = await aUser()
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 4; n++) await attempt(user.email, 'wrong')
      assert.equal((await attempt(user.email)).outcome, 'right')
    }
  })

  test('are counted by account from everywhere, and the audit log says so once', async ({
    assert,
  }) => {
    const { limits, attempt } = await aDoor()
    const user = await aUser()
    for (let n = 0; n < 50; n++) await limits.take({ address: `192.0.2.${n}`, email: user.email })
    for (const address of ['198.51.100.1', '198.51.100.2'])
      assert.equal((await attempt(user.email, PASSWORD, address)).outcome, 'paused')
    const events = await AuditEvent.query().where('action', 'sign_in_paused')
    assert.deepEqual(
      events.map(({ subject }) => subject),
      [`user:${user.id}`]
    )
  })

  test('are counted by address over all accounts, and a refused one makes no more rows', async ({
    assert,
  }) => {
    const { limits, attempt } = await aDoor()
    const user = await aUser()
    for (let n = 0; n < 100; n++)
      await limits.take({ address: ADDRESS, email: `nobody${n}@example.org` })
    const rows = await countOf('sign_in_counts')
    assert.equal((await attempt(user.email)).outcome, 'paused')
    assert.equal(await countOf('sign_in_counts'), rows)
    assert.equal((await attempt(user.email, PASSWORD, '192.0.2.8')).outcome, 'right')
  })

  test('are counted for a whole network with IPv6', async ({ assert }) => {
    const { attempt } = await aDoor()
    const user = await aUser()
    for (let n = 1; n <= 5; n++) await attempt(user.email, 'wrong', `2001:db8:7::${n}`)
    assert.equal((await attempt(user.email, PASSWORD, '2001:db8:7:9::1')).outcome, 'paused')
    assert.equal((await attempt(user.email, PASSWORD, '2001:db8:8::1')).outcome, 'right')
  })

  test('cannot pass a limit together', async ({ assert }) => {
    const { limits } = await aDoor()
    const trier = { address: ADDRESS, email: 'a@example.org' }
    const tries = await Promise.all(Array.from({ length: 20 }, () => limits.take(trier)))
    assert.lengthOf(
      tries.filter(({ pausedUntil }) => pausedUntil === null),
      5
    )
  })

  test('cost as much for an account that does not exist', async ({ assert }) => {
    const user = await aUser()
    const hash = await app.container.make(Hash)
    let verified = 0
    const counting = {
      make: (text: string) => hash.make(text),
      verify: (stored: string, text: string) => {
        verified += 1
        return hash.verify(stored, text)
      },
    }
    const passwords = new CheckPassword(counting as Hash)
    assert.isTrue(await passwords.run(PASSWORD, user.password))
    assert.isFalse(await passwords.run('wrong', user.password))
    assert.isFalse(await passwords.run(PASSWORD, undefined))
    assert.equal(verified, 3)
  })

  test('leave nothing of what was typed', async ({ assert }) => {
    const { attempt } = await aDoor()
    await attempt('mon mot de passe secret', 'autre secret')
    const stored = JSON.stringify([
      await db.from('sign_in_counts'),
      await db.from('audit_events'),
      await db.from('user_sessions'),
    ])
    assert.notInclude(stored, 'secret')
  })
})
