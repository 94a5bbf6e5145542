import { MessageStatuses, type MessageStatus } from '#messages/message_status'
import { fromSqlInstant } from '#storage/instants'

/** The decision about a message after an answer, by the engine or a person. */
export type SimulatedDecision =
  | 'sent'
  /** Counts as a retry, at the time that the policy of its type gives. */
  | 'retry'
  /** Costs no retry: the operator was too busy, or could not be reached. */
  | 'try_again'
  /** The operator may have it. */
  | 'wait_for_receipt'
  /** The policy of its type for unknown outcomes. */
  | 'resend_once'
  /** Refused for good, as it is. */
  | 'wait_for_person'
  /** Retries are used up: a dead letter. */
  | 'give_up'
  | 'tell_people'
  /** By a person. */
  | 'send_again'
  | 'mend_and_send_again'

/** One event of a message, in simulated time. Instants are ISO 8601. */
export interface SimulationStep {
  at: string
  message: number
  type: string
  /** For an answer of the operator; null for an event without one. */
  attempt: number | null
  httpStatus: number | null
  status: MessageStatus
  /** The operator's fault; without an answer, the reason of the move. */
  reason: string | null
  /** Counted retries so far. */
  retries: number
  decision: SimulatedDecision
  /** When it is due again automatically, if it is. */
  nextAt: string | null
}

/** A move of a message, with the message afterwards. */
export interface SimulatedMove {
  id: number
  at: string
  message_id: number
  message_type: string
  from_status: MessageStatus
  to_status: MessageStatus
  reason: string | null
  attempt_count: number
  edited_attempt_count: number | null
  retry_count: number
  scheduled_at: string
  http_status: number | null
  answer_reason: string | null
}

/** `counted`: a retry was counted. */
export function toStep(move: SimulatedMove, counted: boolean): SimulationStep {
  const isAnswer = move.from_status === MessageStatuses.sending
  const isDueAgain = move.to_status === MessageStatuses.pending
  return {
    at: iso(move.at),
    message: move.message_id,
    type: move.message_type,
    attempt: isAnswer ? move.attempt_count : null,
    httpStatus: isAnswer ? move.http_status : null,
    status: move.to_status,
    reason: isAnswer ? move.answer_reason : move.reason,
    retries: move.retry_count,
    decision: decisionOf(move, counted),
    nextAt: isDueAgain ? iso(move.scheduled_at) : null,
  }
}

function decisionOf(move: SimulatedMove, counted: boolean): SimulatedDecision {
  switch (move.to_status) {
    case 'sent':
      return 'sent'
    case 'unknown':
      return 'wait_for_receipt'
    case 'failed':
      return 'wait_for_person'
    case 'dead_letter':
      return move.from_status === MessageStatuses.dead_letter ? 'tell_people' : 'give_up'
    case 'pending':
      return decisionToSend(move, counted)
    default:
      throw new Error(`Message ${move.message_id} is not meant to become "${move.to_status}"`)
  }
}

function decisionToSend(move: SimulatedMove, counted: boolean): SimulatedDecision {
  if (move.from_status === MessageStatuses.sending) return counted ? 'retry' : 'try_again'
  if (move.from_status === MessageStatuses.unknown) return 'resend_once'
  return move.edited_attempt_count === move.attempt_count ? 'mend_and_send_again' : 'send_again'
}

function iso(instant: string): string {
  return fromSqlInstant(instant).toISO({ suppressMilliseconds: true })
}
