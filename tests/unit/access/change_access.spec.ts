import { test } from '@japa/runner'
import { ChangeAccess } from '#access/users/change_access'
import { NameActors } from '#access/name_actors'
import User from '#models/user'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { aUser } from '#tests/helpers/users'

test.group('Changing who may do what', (group) => {
  withCleanDatabase(group)

  test('two admins who remove each other at once leave one', async ({ assert }) => {
    const access = await make(ChangeAccess)
    for (let round = 0; round < 10; round++) {
      const [one, other] = [await aUser({ role: 'admin' }), await aUser({ role: 'admin' })]
      const outcomes = await Promise.all([
        access.disable({ userId: one.id, actor: other.actor }),
        access.changeRole({ userId: other.id, from: 'admin', to: 'viewer', actor: one.actor }),
      ])
      assert.sameMembers(outcomes, ['changed', 'last_admin'])
      await User.query().delete()
    }
  })

  test('a role is changed only from the one that was seen', async ({ assert }) => {
    const access = await make(ChangeAccess)
    const user = await aUser({ role: 'viewer' })
    const change = { userId: user.id, from: 'viewer', to: 'operator', actor: 'x' } as const
    assert.equal(await access.changeRole(change), 'changed')
    assert.equal(await access.changeRole(change), 'unchanged')
    assert.equal(await access.changeRole({ ...change, userId: 999_999 }), 'unchanged')
  })
})

test.group('Names of actors', (group) => {
  withCleanDatabase(group)

  test('are those of accounts and tokens; others name themselves', async ({ assert }) => {
    const user = await aUser({ name: 'Ada' })
    const names = await (
      await make(NameActors)
    ).run([
      user.actor,
      user.actor,
      'user:999999',
      'token:999999',
      'cli:root',
      'sweep',
      'user:1 OR 1',
    ])
    assert.deepEqual([...names], [[user.actor, 'Ada']])
  })
})
