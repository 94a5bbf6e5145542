import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { rankOf, type ReceiptStatus } from '#inbound/receipt_status'
import type { WebhookEntry } from '#inbound/webhook'
import { addToCounters } from '#messages/counters/add_to_counters'

/** `unknown`: a word that is not on the list. `unreadable`: not a receipt at all. */
export const COUNTED_RECEIPTS = [
  'waiting',
  'uncertain',
  'undelivered',
  'delivered',
  'unknown',
  'unreadable',
] as const satisfies readonly (ReceiptStatus | 'unknown' | 'unreadable')[]

/** Counts receipts that are stored for the first time. `stored`: fingerprints of new entries. */
export async function countReceipts(
  trx: TransactionClientContract,
  entries: WebhookEntry[],
  stored: Set<string>
): Promise<void> {
  const receipts = new Map(
    entries
      .filter(({ kind, fingerprint }) => kind === 'delivery_receipt' && stored.has(fingerprint))
      .map((entry) => [entry.fingerprint, entry])
  )
  await addToCounters(
    trx,
    [...receipts.values()].map((entry) => ({
      counter: 'receipts',
      label: statusOf(entry),
      amount: 1,
    }))
  )
}

function statusOf({ state, providerStatus }: WebhookEntry): (typeof COUNTED_RECEIPTS)[number] {
  if (state === 'unreadable') return 'unreadable'
  return rankOf(providerStatus ?? '')?.status ?? 'unknown'
}
