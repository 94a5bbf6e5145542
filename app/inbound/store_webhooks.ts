import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { WebhookEntry } from '#inbound/webhook'
import { query, rowsOf } from '#storage/sql'

/**
 * Writes entries in one statement. What came before is counted on its row and
 * changes nothing else. Returns the fingerprints that are new.
 */
export async function storeWebhooks(
  trx: TransactionClientContract,
  entries: WebhookEntry[],
  now: string
): Promise<Set<string>> {
  /** PostgreSQL refuses to touch a row twice in one statement. */
  const byFingerprint = new Map<string, WebhookEntry & { times: number }>()
  for (const entry of entries) {
    const times = (byFingerprint.get(entry.fingerprint)?.times ?? 0) + 1
    byFingerprint.set(entry.fingerprint, { ...entry, times })
  }
  /** In one order, so that two transactions do not wait for each other. */
  const rows = [...byFingerprint.values()].sort((one, other) =>
    one.fingerprint < other.fingerprint ? -1 : 1
  )
  const stored = await query<{ fingerprint: string; times_received: number }>(trx, statement(trx), {
    rows: JSON.stringify(
      rows.map((entry) => ({
        kind: entry.kind,
        fingerprint: entry.fingerprint,
        times: entry.times,
        body: entry.body,
        state: entry.state,
        reason: entry.reason,
        provider_message_id: entry.providerMessageId,
        provider_status: entry.providerStatus,
        phone_number: entry.phoneNumber,
        now,
      }))
    ),
  })
  return new Set(
    stored
      .filter((row) => row.times_received === byFingerprint.get(row.fingerprint)!.times)
      .map((row) => row.fingerprint)
  )
}

const statement = (trx: TransactionClientContract) => `
  INSERT INTO sms_webhook_logs (kind, fingerprint, received_at, last_received_at, times_received, body, state, reason,
    provider_message_id, provider_status, phone_number)
  SELECT r.kind, r.fingerprint, r.now, r.now, r.times, r.body, r.state, r.reason,
         r.provider_message_id, r.provider_status, r.phone_number
  FROM ${rowsOf(trx, 'r', {
    kind: 'text',
    fingerprint: 'text',
    times: 'integer',
    body: 'text',
    state: 'text',
    reason: 'text',
    provider_message_id: 'text',
    provider_status: 'text',
    phone_number: 'text',
    now: 'instant',
  })}
  WHERE 1 = 1
  ON CONFLICT (fingerprint) DO UPDATE SET
    times_received = sms_webhook_logs.times_received + excluded.times_received, last_received_at = excluded.last_received_at
  RETURNING fingerprint, times_received`
