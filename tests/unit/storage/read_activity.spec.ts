import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { AUDIT_ACTIONS, type AuditAction } from '#storage/audit/audit_actions'
import { ReadActivity, type ActivityFilter, type ActivityPlace } from '#storage/audit/read_activity'
import { appendAuditEvent } from '#storage/audit_events'
import { withCleanDatabase } from '#tests/helpers/database'
import { make } from '#tests/helpers/make'
import { countTable, listeningClient, plansOf } from '#tests/helpers/query_plans'

const did = (actor: string, action: AuditAction, at = '2026-03-10 09:00:00') =>
  appendAuditEvent(db.connection(), { at, actor, action })

async function everyPage(filter: ActivityFilter, limit = 2) {
  const activity = await make(ReadActivity)
  const seen: string[] = []
  let after: ActivityPlace | null = null
  do {
    const page = await activity.run(filter, { after, limit })
    seen.push(
      ...page.events.map(({ actor, action, at }) => `${actor} ${action} ${at.slice(8, 10)}`)
    )
    after = page.next
  } while (after !== null)
  return seen
}

test.group('Activity', (group) => {
  withCleanDatabase(group)

  test('is read by time, newest first, each event once, also of one second', async ({ assert }) => {
    await did('user:1', 'template_set', '2026-03-11 09:00:00')
    for (let n = 0; n < 5; n++) await did('user:1', n % 2 ? 'sending_paused' : 'template_set')
    await did('user:2', 'sending_paused', '2026-03-12 09:00:00')
    assert.deepEqual(await everyPage({ actions: AUDIT_ACTIONS }), [
      'user:2 sending_paused 12',
      'user:1 template_set 11',
      'user:1 template_set 10',
      'user:1 sending_paused 10',
      'user:1 template_set 10',
      'user:1 sending_paused 10',
      'user:1 template_set 10',
    ])
  })

  test('is narrowed to kinds, a person and a time whose end is not included', async ({
    assert,
  }) => {
    await did('user:1', 'template_set', '2026-03-09 23:59:59')
    await did('user:1', 'template_set', '2026-03-10 00:00:00')
    await did('user:2', 'template_set', '2026-03-10 12:00:00')
    await did('user:1', 'sending_paused', '2026-03-10 12:00:00')
    await did('user:1', 'template_set', '2026-03-11 00:00:00')
    const found = await everyPage({
      actions: ['template_set'],
      actor: 'user:1',
      since: '2026-03-10 00:00:00',
      until: '2026-03-11 00:00:00',
    })
    assert.deepEqual(found, ['user:1 template_set 10'])
  })

  test('names everybody who has done something once', async ({ assert }) => {
    const activity = await make(ReadActivity)
    assert.deepEqual(await activity.actors(), [])
    for (const actor of ['user:2', 'cli:awa', 'user:2', 'sweep', 'user:10'])
      await did(actor, 'sending_paused')
    assert.sameMembers(await activity.actors(), ['cli:awa', 'sweep', 'user:10', 'user:2'])
  })

  test('is read along indexes, however long the log is', async ({ assert }) => {
    const { client, statements } = listeningClient()
    const activity = new ReadActivity({ connection: () => client } as any)
    const after = { at: '2026-03-10 09:00:00', id: 7 }
    const actions: AuditAction[] = ['sending_paused', 'template_set']
    const since = '2026-03-01 00:00:00'
    await activity.run({ actions }, { after: null, limit: 50 })
    await activity.run({ actions, since, until: '2026-03-20 00:00:00' }, { after, limit: 50 })
    await activity.run({ actions, actor: 'user:1', since }, { after, limit: 50 })
    await activity.actors()
    await countTable('audit_events')
    const plans = await plansOf(statements)
    for (const plan of plans) {
      assert.notMatch(plan, /SCAN (audit_events|e)\b(?! USING)|Seq Scan on audit_events/)
      assert.notMatch(plan, /SCAN audit_events USING INDEX/)
    }
    for (const plan of plans.slice(0, 2)) assert.include(plan, 'audit_events_by_action')
    for (const plan of plans.slice(2)) assert.include(plan, 'audit_events_by_actor')
  })
})
