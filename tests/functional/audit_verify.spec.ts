import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { appendAuditEvent } from '#storage/audit_events'
import { transaction } from '#storage/transaction'
import { withCleanDatabase, withoutAuditTriggers } from '#tests/helpers/database'
import { runAce } from '#tests/helpers/run_ace'

const EVENT = { at: '2026-03-10 09:00:00', actor: 'cli:awa', action: 'sending_paused' } as const

test.group('audit:verify', (group) => {
  withCleanDatabase(group)

  test('ends with 0 where the log is whole, and says where it ends', async ({ assert }) => {
    await appendAuditEvent(db.connection(), EVENT)
    const { code, stdout } = await runAce(['audit:verify', '--json'])
    assert.equal(code, 0)
    const { head, ...verdict } = JSON.parse(stdout)
    assert.deepEqual(verdict, { whole: true, checked: 1, redacted: 0, broken: null })

    const shown = await runAce(['audit:verify'])
    assert.equal(shown.code, 0)
    assert.include(shown.stdout, 'The audit log is whole: 1 events')
    assert.include(shown.stdout, `It ends with link 1, ${head.hash}`)
  })

  test('ends with 1 where it is not, and names the event', async ({ assert }) => {
    for (let count = 0; count < 3; count++) await appendAuditEvent(db.connection(), EVENT)
    await runAce(['audit:verify'])
    const { id } = await db.from('audit_events').orderBy('id').offset(1).firstOrFail()
    await transaction(db.connection(), (trx) =>
      withoutAuditTriggers(trx, async () => {
        await trx.from('audit_events').where('id', id).update({ actor: 'cli:somebody' })
      })
    )

    const { code, stdout } = await runAce(['audit:verify', '--json'])
    assert.equal(code, 1)
    assert.containSubset(JSON.parse(stdout), {
      whole: false,
      checked: 1,
      broken: { event: Number(id), position: 2 },
    })
    const shown = await runAce(['audit:verify'])
    assert.equal(shown.code, 1)
    assert.include(shown.stdout + shown.stderr, `Event ${id}, link 2 of the chain`)
  })
})
