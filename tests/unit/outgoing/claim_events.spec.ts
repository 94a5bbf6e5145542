import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { claimEvents } from '#outgoing/claim_events'
import { listDeadEvents } from '#outgoing/dead_events'
import { findOptOuts } from '#outgoing/find_opt_outs'
import { readEvents } from '#outgoing/read_events'
import { leaseBounds } from '#storage/lease_is_over'
import { withCleanDatabase } from '#tests/helpers/database'
import { insertDueMessages } from '#tests/helpers/orange_runs'
import { countTable, listeningClient, planOf, plansOf } from '#tests/helpers/query_plans'
import { TEST_NOW } from '#tests/helpers/test_clock'

test.group('The cost of outgoing events', (group) => {
  withCleanDatabase(group)

  const claim = (client: any) =>
    claimEvents(client, {
      destination: 'webhook',
      limit: 50,
      token: 't',
      leaseUntil: 1,
      bounds: leaseBounds(new FrozenClock(TEST_NOW), 60_000),
      now: '2026-03-10 09:00:00',
    })

  test('a claim walks what is due, and looks up the message of each', async ({ assert }) => {
    await insertDueMessages(2_000)
    await db.rawQuery(
      `INSERT INTO outgoing_events (event_id, destination, type, message_id, occurred_at, next_attempt_at)
       SELECT 'e' || id, 'webhook', 'message.sent', id, created_at, created_at FROM sms_messages`
    )
    await countTable('outgoing_events')
    const { client, statements } = listeningClient()
    await claim(client)
    const plan = await planOf(statements[0], { counted: true })
    assert.include(plan, 'outgoing_events_due')
    assert.include(plan, 'outgoing_events_of_message')
    assert.notMatch(plan, /SCAN (outgoing|earlier)|Seq Scan|TEMP B-TREE/)
  })

  test('reading looks up each row, and the dead letters are walked by age', async ({ assert }) => {
    const { client, statements } = listeningClient()
    await readEvents(client, [1, 2])
    await findOptOuts(client, [1, 2])
    await listDeadEvents(client, 20)
    assert.lengthOf(statements, 4)
    const plans = await plansOf(statements)
    for (const plan of plans)
      assert.notMatch(plan, /SCAN (?:outgoing_events|[cmp])$|Seq Scan on (?:outgoing|sms|pat)/m)
    assert.include(plans[1], 'sms_messages_by_phone')
    assert.match(plans[2], /patients_caregiver_phone_index/)
    assert.include(plans[3], 'outgoing_events_dead')
  })
})
