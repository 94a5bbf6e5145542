import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { findMessagesById, type ReceiptMessage } from '#inbound/messages_of_receipts'
import {
  findMessagesWithoutId,
  isWithinWindow,
  type CandidateMessage,
} from '#inbound/messages_without_id'
import type { PendingReceipt } from '#inbound/receipts_to_apply'
import { MessageStatuses } from '#models/message_status'

/** The receipts of a page that speak of the same SMS, and its message. */
export interface MatchedReceipts {
  receipts: PendingReceipt[]
  message: ReceiptMessage
  /** `id`: of its last attempt · `former_id`: of one before · `number`: by number and time, as no id is known. */
  by: 'id' | 'former_id' | 'number'
}

export interface MatchingResult {
  matched: MatchedReceipts[]
  /** Perhaps our own record is still to come. */
  unmatched: PendingReceipt[]
}

/**
 * Finds the message of each receipt: by the operator's id; where nobody knows it,
 * by the number, if exactly one message without an id can be meant.
 */
export async function matchReceipts(
  trx: TransactionClientContract,
  receipts: PendingReceipt[]
): Promise<MatchingResult> {
  const byId = await findMessagesById(trx, receipts)
  const result: MatchingResult = { matched: [], unmatched: [] }
  const strangers: PendingReceipt[][] = []
  for (const group of bySms(receipts)) {
    const found = byId.get(group[0].provider_message_id ?? '')
    if (!found) strangers.push(group)
    else {
      const by = found.former ? 'former_id' : 'id'
      result.matched.push({ receipts: group, message: found.message, by })
    }
  }
  await matchByNumber(trx, strangers, result)
  return result
}

async function matchByNumber(
  trx: TransactionClientContract,
  groups: PendingReceipt[][],
  { matched, unmatched }: MatchingResult
): Promise<void> {
  const numbers = groups.flatMap(([{ phone_number: number }]) => number ?? [])
  const candidates = await findMessagesWithoutId(trx, [...new Set(numbers)])
  const taken = new Set<number>()
  for (const receipts of groups) {
    const message = onlyCandidate(receipts[0], candidates, taken)
    if (!message) unmatched.push(...receipts)
    else {
      taken.add(message.id)
      matched.push({ receipts, message, by: 'number' })
    }
  }
}

/** None while one of them is being sent: its own id may be on its way. */
function onlyCandidate(
  { phone_number: number, received_at: receivedAt }: PendingReceipt,
  candidates: CandidateMessage[],
  taken: Set<number>
): CandidateMessage | undefined {
  const possible = candidates.filter(
    (message) =>
      number !== null &&
      message.phone_number === number &&
      isWithinWindow(message.started_at, receivedAt)
  )
  const [message] = possible
  const isClear = possible.length === 1 && message.status !== MessageStatuses.sending
  return isClear && !taken.has(message.id) ? message : undefined
}

/** Receipts without an id stand alone. */
function bySms(receipts: PendingReceipt[]): PendingReceipt[][] {
  const groups = new Map<string, PendingReceipt[]>()
  for (const receipt of receipts) {
    const key = receipt.provider_message_id ?? `#${receipt.id}`
    groups.set(key, [...(groups.get(key) ?? []), receipt])
  }
  return [...groups.values()]
}
