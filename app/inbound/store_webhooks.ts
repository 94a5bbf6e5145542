import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { WebhookEntry } from '#inbound/webhook'
import type { Insertion } from '#storage/dialects/dialect'
import { rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/**
 * Writes entries in one statement. A repeated entry is only counted on its row. Returns the
 * fingerprints that are new.
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
  const rows = inOrder([...byFingerprint.values()])
  const stored = await insertRows<Pick<Rows['sms_webhook_logs'], 'fingerprint' | 'times_received'>>(
    trx,
    logs(trx),
    {
      rows: JSON.stringify(
        rows.map((entry, place) => ({
          place,
          kind: entry.kind,
          fingerprint: entry.fingerprint,
          times: entry.times,
          said: entry.said,
          body: entry.body,
          state: entry.state,
          reason: entry.reason,
          provider_message_id: entry.providerMessageId,
          provider_status: entry.providerStatus,
          phone_number: entry.phoneNumber,
          address: entry.address,
          now,
        }))
      ),
    }
  )
  return new Set(
    stored
      .filter((row) => row.times_received === byFingerprint.get(row.fingerprint)!.times)
      .map((row) => row.fingerprint)
  )
}

/** Receipts in one order, so that two transactions do not wait for each other; replies as they came: their ids say so. */
function inOrder<Entry extends WebhookEntry>(entries: Entry[]): Entry[] {
  const receipts = entries.filter(({ said }) => said === null)
  const byFingerprint = (one: Entry, other: Entry) => (one.fingerprint < other.fingerprint ? -1 : 1)
  return [...receipts.sort(byFingerprint), ...entries.filter(({ said }) => said !== null)]
}

const COLUMNS = {
  place: 'integer',
  kind: 'text',
  fingerprint: 'text',
  times: 'integer',
  said: 'text',
  body: 'text',
  state: 'text',
  reason: 'text',
  provider_message_id: 'text',
  provider_status: 'text',
  phone_number: 'text',
  address: 'text',
  now: 'instant',
} as const

const logs = (trx: TransactionClientContract): Insertion => ({
  into: 'sms_webhook_logs',
  columns: `kind, fingerprint, received_at, last_received_at, times_received, said, body, state, reason,
    provider_message_id, provider_status, phone_number, address`,
  rows: `
    SELECT r.kind, r.fingerprint, r.now, r.now, r.times, r.said, r.body, r.state, r.reason,
      r.provider_message_id, r.provider_status, r.phone_number, r.address
    FROM ${rowsOf(trx, 'r', COLUMNS)} WHERE 1 = 1 ORDER BY r.place`,
  onConflict: {
    key: 'fingerprint',
    set: `times_received = sms_webhook_logs.times_received + excluded.times_received,
      last_received_at = excluded.last_received_at`,
  },
  returning: 'fingerprint, times_received',
})
