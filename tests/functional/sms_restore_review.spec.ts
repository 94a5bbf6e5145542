import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import AuditEvent from '#models/audit_event'
import { runAce } from '#tests/helpers/run_ace'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'

const AT = '2026-03-10 09:00:00'

async function aReview(): Promise<void> {
  await db.table('sending_pauses').insert({
    scope: 'restore_review',
    subject: '',
    reason: 'older',
    paused_by: 'restore_check',
    since: AT,
  })
  await db.table('restore_findings').insert({
    host: 'server-1',
    kind: 'older',
    found_at: AT,
    database_until: '2026-03-10 06:00:00',
    last_seen_at: '2026-03-10 08:30:00',
    messages: 12,
    complete: false,
  })
}

test.group('sms:restore-review', (group) => {
  withCleanDatabase(group)

  test('ends with 3 where there is nothing to review', async ({ assert }) => {
    const { code, stdout } = await runAce(['sms:restore-review', '--json'])
    assert.equal(code, 3)
    assert.deepEqual(JSON.parse(stdout), { accepted: false, review: false })
    const accept = await runAce(['sms:restore-review', '--accept'])
    assert.equal(accept.code, 3)
    assert.match(accept.stdout, /Nothing to review/)
  })

  test('says for people what is known, and goes on by --accept', async ({ assert }) => {
    await aMessage()
    await aReview()
    const { code, stdout, stderr } = await runAce(['sms:restore-review'])
    assert.equal(code, 0)
    assert.match(stdout + stderr, /server-1 last sent at 2026-03-10T08:30:00Z: 12 messages/)
    assert.match(stdout, /custom.*1/)
    assert.match(stdout, /sms:restore-review --accept/)

    const accept = await runAce(['sms:restore-review', '--accept', '--json'])
    assert.equal(accept.code, 0)
    /** The journal has a gap, and the message was due in it or before. */
    assert.deepEqual(JSON.parse(accept.stdout), {
      accepted: true,
      review: true,
      sent: 0,
      unknown: 1,
    })
    assert.lengthOf(await db.from('sending_pauses'), 0)
    assert.equal((await AuditEvent.firstOrFail()).action, 'restore_accepted')
  })
})
