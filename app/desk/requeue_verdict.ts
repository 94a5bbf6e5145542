import type { SelectedMessage } from './selected_messages.js'
import { MessageStatuses } from '#messages/message_status'

/** Why a message is not sent again at a person's request. */
export interface Refusals {
  /** Past its usefulness deadline; cannot be forced. */
  pastDeadline: number
  /**
   * It has had `retry.deadLetterThreshold` tries, and neither number nor text has changed since the
   * last one.
   */
  overThreshold: number
  /** Can only be requested by id: the operator may already have it. */
  outcomeUnknown: number
  /** A late answer says that the operator has it. */
  alreadyAccepted: number
  /** Moved by someone else between the read and the move. */
  changedMeanwhile: number
}

export const NO_REFUSALS: Readonly<Refusals> = {
  pastDeadline: 0,
  overThreshold: 0,
  outcomeUnknown: 0,
  alreadyAccepted: 0,
  changedMeanwhile: 0,
}

export interface RequeueRules {
  /** An instant of the database. */
  now: string
  /** All tries, including manual ones. */
  threshold: number
  /** Unknown messages were requested as such: arriving twice is accepted. */
  unknownWanted: boolean
  force: boolean
}

/** Null for a message that may be sent again. */
export function whyNotRequeued(
  message: SelectedMessage,
  { now, threshold, unknownWanted, force }: RequeueRules
): keyof Refusals | null {
  if (message.expires_at !== null && message.expires_at <= now) return 'pastDeadline'
  if (force) return null
  if (message.status === MessageStatuses.unknown) {
    if (message.accepted) return 'alreadyAccepted'
    if (!unknownWanted) return 'outcomeUnknown'
  }
  if (message.attempt_count >= threshold && !wasEdited(message)) return 'overThreshold'
  return null
}

/** Edited since its last attempt: a new number or text gets its own tries. */
function wasEdited({ attempt_count: attempts, edited_attempt_count: edited }: SelectedMessage) {
  return edited === attempts
}
