import type { MatchedReceipts } from '#inbound/match_receipts'
import { rankOf, type ReceiptStatus } from '#inbound/receipt_status'
import type { PendingReceipt } from '#inbound/receipts_to_apply'
import { MessageStatuses, type MessageStatus } from '#models/message_status'

/** A receipt that counts, and what it makes of its message. */
export interface ReceiptMove {
  receipt: PendingReceipt
  messageId: number
  from: MessageStatus
  /** Often where it was: then only what the operator says is new. */
  to: MessageStatus
  receiptStatus: ReceiptStatus
  rank: number
  /** The id becomes the message's: until now it had none. */
  takesId: boolean
}

/** A receipt that changes nothing, or not yet. */
export interface IdleReceipt {
  receipt: PendingReceipt
  messageId: number
  state: 'without_effect' | 'waiting'
  reason:
    | 'unknown_status'
    | 'address_differs'
    | 'overtaken'
    | 'earlier_attempt'
    | 'message_closed'
    | 'being_sent'
}

export interface ReceiptDecision {
  move: ReceiptMove | null
  idle: IdleReceipt[]
}

/** What an SMS of an earlier attempt, or of a message that was given up, still changes: the caregiver has it after all. */
const GIVEN_UP: readonly MessageStatus[] = ['failed', 'dead_letter', 'expired']
const SENT_AGAIN: readonly MessageStatus[] = ['pending', 'sent', 'undelivered', 'unknown']

/**
 * What the receipts about one SMS make of its message: the highest one counts, if
 * it is higher than what is known. Whatever the order in which they come, alone
 * or together, the message ends the same.
 */
export function decideReceipts({ receipts, message, by }: MatchedReceipts): ReceiptDecision {
  const idle: IdleReceipt[] = []
  const set = (
    receipt: PendingReceipt,
    state: IdleReceipt['state'],
    reason: IdleReceipt['reason']
  ) => idle.push({ receipt, messageId: message.id, state, reason })

  const usable = receipts.filter((receipt) => {
    if (!rankOf(receipt.provider_status)) set(receipt, 'without_effect', 'unknown_status')
    else if (isOfAnotherNumber(receipt, message)) set(receipt, 'without_effect', 'address_differs')
    else return true
    return false
  })
  if (message.status === MessageStatuses.sending) {
    for (const receipt of usable) set(receipt, 'waiting', 'being_sent')
    return { move: null, idle }
  }
  const [highest, ...lower] = usable.sort((one, other) => rank(other) - rank(one))
  for (const receipt of lower) set(receipt, 'without_effect', 'overtaken')
  if (!highest) return { move: null, idle }

  const { status, rank: highestRank } = rankOf(highest.provider_status)!
  const refusal = whyNot(message, status, highestRank, by)
  if (refusal) {
    set(highest, 'without_effect', refusal)
    return { move: null, idle }
  }
  const move: ReceiptMove = {
    receipt: highest,
    messageId: message.id,
    from: message.status,
    to: target(message.status, status),
    receiptStatus: status,
    rank: highestRank,
    takesId: by === 'number',
  }
  return { move, idle }
}

function whyNot(
  { status, receipt_rank: known }: MatchedReceipts['message'],
  receipt: ReceiptStatus,
  rankOfReceipt: number,
  by: MatchedReceipts['by']
): IdleReceipt['reason'] | null {
  if (status === MessageStatuses.delivered) return 'overtaken'
  const arrived = receipt === 'delivered'
  if (by === 'former_id') {
    if (!arrived) return 'earlier_attempt'
    return SENT_AGAIN.includes(status) || GIVEN_UP.includes(status) ? null : 'message_closed'
  }
  if (rankOfReceipt <= known) return 'overtaken'
  if (GIVEN_UP.includes(status)) return arrived ? null : 'message_closed'
  const isOpen =
    status === MessageStatuses.sent ||
    status === MessageStatuses.undelivered ||
    status === MessageStatuses.unknown
  return isOpen ? null : 'message_closed'
}

/** Any receipt proves that the operator took the message. */
function target(from: MessageStatus, receipt: ReceiptStatus): MessageStatus {
  if (receipt === 'delivered' || receipt === 'undelivered') return receipt
  return from === MessageStatuses.unknown ? MessageStatuses.sent : from
}

/** A person may have given the message another number since. */
function isOfAnotherNumber(
  { phone_number: number }: PendingReceipt,
  message: MatchedReceipts['message']
): boolean {
  return number !== null && number !== message.phone_number && message.edited_attempt_count === null
}

function rank({ provider_status: word }: PendingReceipt): number {
  return rankOf(word)!.rank
}
