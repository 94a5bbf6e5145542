import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { UserSessions } from '#access/sessions/user_sessions'
import { TryLimits } from '#access/sign_in/try_limits'
import { CleanUp } from '#retention/clean_up'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { aUser } from '#tests/helpers/users'

test.group('The cleanup of accounts', (group) => {
  withCleanDatabase(group)

  test('deletes sessions that are over and attempts that no longer count', async ({ assert }) => {
    const clock = new FrozenClock('2026-03-09T08:00:00Z')
    const [sessions, limits] = [await make(UserSessions, clock), await make(TryLimits, clock)]
    const cleanUp = await make(CleanUp, clock)
    const { id: userId } = await aUser()
    const session = { userId, content: 'x', address: '192.0.2.7', browser: 'x' }
    await sessions.insert({ ...session, id: 'brief', stays: false })
    await sessions.insert({ ...session, id: 'long', stays: true })
    await limits.take({ address: '192.0.2.7', email: 'a@example.org' })

    clock.advance({ minutes: 59 })
    assert.include(await cleanUp.run(), { sessions: 0, signInCounts: 2 })
    clock.advance({ minutes: 1 })
    assert.include(await cleanUp.run({ dryRun: true }), { sessions: 1, signInCounts: 1 })
    assert.include(await cleanUp.run(), { sessions: 1, signInCounts: 1 })
    assert.equal(await countOf('user_sessions'), 1)
    assert.equal(await countOf('sign_in_counts'), 0)
    const [{ stays }] = await db.from('user_sessions')
    assert.isTrue(Boolean(stays))
  })
})
