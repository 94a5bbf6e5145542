import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { findKnownNumbers } from '#inbound/find_known_numbers'
import { SENDER_UNCLEAR, type WebhookEntry } from '#inbound/webhook'

/**
 * Of a reply in national form that several countries know: only the numbers that
 * we have to do with. It is clear whose it is where one of them is left; where
 * nobody knows any, it counts for all of them.
 */
export async function keepLikelySenders(
  trx: TransactionClientContract,
  calls: WebhookEntry[][]
): Promise<WebhookEntry[][]> {
  const unclear = calls.flat().filter(({ reason }) => reason === SENDER_UNCLEAR)
  if (unclear.length === 0) return calls
  const known = await findKnownNumbers(
    trx,
    unclear.flatMap(({ phoneNumber }) => phoneNumber ?? [])
  )
  return calls.map((entries) => {
    if (!entries.some(({ reason }) => reason === SENDER_UNCLEAR)) return entries
    const likely = entries.filter(({ phoneNumber }) => known.has(phoneNumber!))
    if (likely.length === 0) return entries
    return likely.length === 1 ? [{ ...likely[0], reason: null }] : likely
  })
}
