import { test } from '@japa/runner'
import { findMessagesWithoutId } from '#inbound/messages_without_id'
import { isWaitedFor, takeReceipts } from '#inbound/receipts_to_apply'
import { withCleanDatabase } from '#tests/helpers/database'
import { listeningClient, plansOf } from '#tests/helpers/query_plans'

const PAGE = { now: '2026-03-10 09:00:00', limit: 500 }

/** What is asked for receipts, and the index that answers it. */
const QUESTIONS: Record<string, (client: any) => Promise<unknown>> = {
  sms_webhook_logs_received: (client) => takeReceipts(client, 'received', PAGE),
  sms_webhook_logs_waiting: (client) => takeReceipts(client, 'waiting', PAGE),
  sms_webhook_logs_early: (client) => isWaitedFor(client, ['id-1']),
  sms_messages_sending: (client) => findMessagesWithoutId(client, ['+237690000001']),
}

test.group('The cost of a receipt', (group) => {
  withCleanDatabase(group)

  for (const [index, ask] of Object.entries(QUESTIONS)) {
    test(`does not grow with what is stored: ${index}`, async ({ assert }) => {
      const { client, statements } = listeningClient()
      await ask(client)
      const plans = await plansOf(statements)
      assert.include(plans[0], index)
      for (const plan of plans) assert.notMatch(plan, /Seq Scan|SCAN (m|a|f|sms_\w+)$/m)
    })
  }
})
