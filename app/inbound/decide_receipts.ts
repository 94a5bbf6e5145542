import type { MatchedReceipts } from '#inbound/match_receipts'
import { isNationalFormOf } from '#inbound/phone_of'
import { rankOf, type ReceiptStatus } from '#inbound/receipt_status'
import type { PendingReceipt } from '#inbound/receipts_to_apply'
import { MessageStatuses, type MessageStatus } from '#messages/message_status'

/** A receipt that counts, and its effect on its message. */
export interface ReceiptMove {
  receipt: PendingReceipt
  messageId: number
  from: MessageStatus
  /** Often the current state: then only the receipt status is new. */
  to: MessageStatus
  receiptStatus: ReceiptStatus
  rank: number
  /** The message takes over the id: it had none. */
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

/**
 * States that a receipt can still change although the SMS is of an earlier attempt or was given up:
 * the caregiver has it after all.
 */
const GIVEN_UP: readonly MessageStatus[] = ['failed', 'dead_letter', 'expired']
const SENT_AGAIN: readonly MessageStatus[] = ['pending', 'sent', 'undelivered', 'unknown']

/**
 * Decides the effect of the receipts about one SMS on its message: the highest one counts if it is
 * higher than what is known. The message ends the same in whatever order they arrive, alone or
 * together.
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

/** A national form is read in the country of the message. A person may have given it another number since. */
function isOfAnotherNumber(
  { phone_number: number, address }: PendingReceipt,
  { phone_number: own, edited_attempt_count: edited }: MatchedReceipts['message']
): boolean {
  if (edited !== null || number === own) return false
  if (address !== null) return own === null || !isNationalFormOf(address, own)
  return number !== null
}

function rank({ provider_status: word }: PendingReceipt): number {
  return rankOf(word)!.rank
}
