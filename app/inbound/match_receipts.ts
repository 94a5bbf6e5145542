import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import {
  findMessagesById,
  type MatchedMessage,
  type ReceiptMessage,
} from '#inbound/messages_of_receipts'
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
 * by the number, if exactly one message without an id can be meant. Of each message
 * one SMS: what is said of another one is in no list, and meets the message in the
 * next page, as this one leaves it.
 */
export async function matchReceipts(
  trx: TransactionClientContract,
  receipts: PendingReceipt[]
): Promise<MatchingResult> {
  const groups = bySms(receipts)
  const known = matchById(groups, await findMessagesById(trx, receipts))
  const rest = await matchByNumber(trx, known.strangers)
  return {
    matched: oneOfEachMessage([...known.matched, ...rest.matched]),
    unmatched: rest.unmatched,
  }
}

function matchById(groups: PendingReceipt[][], byId: Map<string, MatchedMessage>) {
  const matched: MatchedReceipts[] = []
  const strangers: PendingReceipt[][] = []
  for (const receipts of groups) {
    const found = byId.get(receipts[0].provider_message_id ?? '')
    if (!found) strangers.push(receipts)
    else matched.push({ receipts, message: found.message, by: found.former ? 'former_id' : 'id' })
  }
  return { matched, strangers }
}

/** The ids are asked for once more after the candidates: a send that was recorded meanwhile is no candidate any more, and has its id now. */
async function matchByNumber(
  trx: TransactionClientContract,
  groups: PendingReceipt[][]
): Promise<MatchingResult> {
  const numbers = groups.flatMap(([{ phone_number: number }]) => number ?? [])
  if (numbers.length === 0) return { matched: [], unmatched: groups.flat() }
  const candidates = await findMessagesWithoutId(trx, [...new Set(numbers)])
  const { matched, strangers } = matchById(groups, await findMessagesById(trx, groups.flat()))
  const unmatched: PendingReceipt[] = []
  for (const receipts of strangers) {
    const message = onlyCandidate(receipts[0], candidates)
    if (message) matched.push({ receipts, message, by: 'number' })
    else unmatched.push(...receipts)
  }
  return { matched, unmatched }
}

function oneOfEachMessage(matched: MatchedReceipts[]): MatchedReceipts[] {
  return [...new Map(matched.toReversed().map((each) => [each.message.id, each])).values()]
}

/** None while one of them is being sent: its own id may be on its way. */
function onlyCandidate(
  { provider_message_id: id, phone_number: number, received_at: receivedAt }: PendingReceipt,
  candidates: CandidateMessage[]
): CandidateMessage | undefined {
  const ofNumber = candidates.filter((message) => message.phone_number === number)
  const named = ofNumber.find((message) => id !== null && message.late_id === id)
  if (named) return named
  const possible = ofNumber.filter(
    (message) =>
      (id === null || message.late_id === null) && isWithinWindow(message.started_at, receivedAt)
  )
  const [message] = possible
  const isClear = possible.length === 1 && message.status !== MessageStatuses.sending
  return isClear ? message : undefined
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
