import { test } from '@japa/runner'
import { claimNotices, giveUpUnnamed } from '#alerts/claim_notices'
import { countDeadLetters } from '#alerts/count_dead_letters'
import { liveIncidents } from '#alerts/incident_rows'
import { ListIncidents } from '#alerts/list_incidents'
import { FrozenClock } from '#app/clock'
import { leaseBounds } from '#storage/lease_is_over'
import { withCleanDatabase } from '#tests/helpers/database'
import { listeningClient, plansOf } from '#tests/helpers/query_plans'
import { TEST_NOW } from '#tests/helpers/test_clock'

const NOW = '2026-03-10 09:00:00'

test.group('The cost of alerts', (group) => {
  withCleanDatabase(group)

  test('does not grow with messages, nor with incidents and notices that are over', async ({
    assert,
  }) => {
    const { client, statements } = listeningClient()
    await countDeadLetters(client, NOW)
    await liveIncidents(client)
    await new ListIncidents({ connection: () => client } as any).run({ recovered: 10 })
    const recipient = 'mail:rosine@example.cm'
    const bounds = leaseBounds(new FrozenClock(TEST_NOW), 60_000)
    await claimNotices(client, { recipient, token: 't', leaseUntil: 1, bounds, now: NOW })
    await giveUpUnnamed(client, { recipients: [recipient], now: NOW })
    const plans = await plansOf(statements)
    const indexes = [
      'sms_messages_needs_attention',
      'sms_messages_needs_attention',
      'alert_incidents_live_rule',
      'alert_incidents_live_rule',
      'alert_incidents_recovered',
      'alert_notices_due',
      'alert_notices_due',
    ]
    assert.lengthOf(plans, indexes.length)
    for (const [at, index] of indexes.entries()) {
      assert.include(plans[at], index)
      assert.notMatch(plans[at], /SCAN (?:sms_messages|alert_\w+)$|Seq Scan on (?:sms|alert)/m)
    }
  })
})
