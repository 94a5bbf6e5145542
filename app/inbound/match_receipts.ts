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
import type { AccountCountries } from '#gateways/account_countries'
import { readAddress } from '#inbound/phone_of'
import type { PendingReceipt } from '#inbound/receipts_to_apply'
import { MessageStatuses } from '#messages/message_status'

/** The receipts of a page about the same SMS, and its message. */
export interface MatchedReceipts {
  receipts: PendingReceipt[]
  message: ReceiptMessage
  /**
   * `id`: of its last attempt · `former_id`: of an earlier one · `number`: by number and time,
   * because the id is unknown.
   */
  by: 'id' | 'former_id' | 'number'
}

export interface MatchingResult {
  matched: MatchedReceipts[]
  /** Our own record may still be missing. */
  unmatched: PendingReceipt[]
}

/**
 * Finds the message of each receipt: by the operator's id, or, if the id is unknown, by the number
 * if exactly one message without an id matches. Returns one SMS per message: receipts about another
 * SMS of the same message are left for the next page, which sees the message as this one leaves it.
 */
export async function matchReceipts(
  trx: TransactionClientContract,
  receipts: PendingReceipt[],
  countries: AccountCountries
): Promise<MatchingResult> {
  const groups = bySms(receipts)
  const known = matchById(groups, await findMessagesById(trx, receipts))
  const rest = await matchByNumber(trx, known.strangers, countries)
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

/**
 * The ids are looked up again after the candidates: a send recorded in the meantime is no longer a
 * candidate and now has its id.
 */
async function matchByNumber(
  trx: TransactionClientContract,
  groups: PendingReceipt[][],
  countries: AccountCountries
): Promise<MatchingResult> {
  const numbers = groups.flatMap(([receipt]) => numbersOf(receipt, countries))
  if (numbers.length === 0) return { matched: [], unmatched: groups.flat() }
  const candidates = await findMessagesWithoutId(trx, [...new Set(numbers)])
  const { matched, strangers } = matchById(groups, await findMessagesById(trx, groups.flat()))
  const unmatched: PendingReceipt[] = []
  for (const receipts of strangers) {
    const numbersOfSms = numbersOf(receipts[0], countries)
    const message = onlyCandidate(receipts[0], numbersOfSms, candidates)
    if (message) matched.push({ receipts, message, by: 'number' })
    else unmatched.push(...receipts)
  }
  return { matched, unmatched }
}

function oneOfEachMessage(matched: MatchedReceipts[]): MatchedReceipts[] {
  return [...new Map(matched.toReversed().map((each) => [each.message.id, each])).values()]
}

/** Undefined while a candidate is being sent: its own id may be about to arrive. */
function onlyCandidate(
  { provider_message_id: id, received_at: receivedAt }: PendingReceipt,
  numbers: string[],
  candidates: CandidateMessage[]
): CandidateMessage | undefined {
  const ofNumber = candidates.filter(({ phone_number: number }) => numbers.includes(number!))
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

/** E.164: several where the operator does not name the country. */
function numbersOf({ phone_number: number, address }: PendingReceipt, countries: AccountCountries) {
  if (address !== null) return readAddress(address, countries.all()).numbers
  return number === null ? [] : [number]
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
