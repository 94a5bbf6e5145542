import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import AuditEvent from '#models/audit_event'
import { runAce } from '#tests/helpers/ace_process'
import { withCleanDatabase } from '#tests/helpers/database'

test.group('sms:resume', (group) => {
  withCleanDatabase(group)

  test('lets a paused account send again and keeps who said so and why', async ({ assert }) => {
    const now = '2026-03-10 09:00:00'
    await db.table('gateway_accounts').insert({
      name: 'log',
      gateway: 'log',
      state: 'paused',
      reason: 'no_credit',
      state_since: now,
      created_at: now,
      updated_at: now,
    })
    const { code, stdout } = await runAce(['sms:resume', '--reason=bundle bought', '--json'])

    assert.equal(code, 0)
    const since = '2026-03-10T09:00:00.000Z'
    assert.deepEqual(JSON.parse(stdout), { accounts: [{ account: 'log', since }] })
    const [account] = await db.from('gateway_accounts')
    assert.include(account, { state: 'active', reason: null })
    const event = await AuditEvent.firstOrFail()
    assert.equal(event.action, 'account_resumed')
    assert.equal(event.subject, 'log')
    assert.match(event.actor, /^cli:./)
    assert.deepEqual(JSON.parse(event.detail!), {
      reason: 'bundle bought',
      stopped: 'no_credit',
      since,
    })
  })

  test('says that nothing was paused', async ({ assert }) => {
    const { code, stdout, stderr } = await runAce(['sms:resume'])
    assert.equal(code, 0)
    assert.match(stdout + stderr, /No account was paused/)
    assert.lengthOf(await AuditEvent.all(), 0)
  })
})
