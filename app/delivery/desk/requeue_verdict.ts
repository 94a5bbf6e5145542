import type { SelectedMessage } from '#delivery/desk/selected_messages'
import { MessageStatuses } from '#models/message_status'

/** Why a message is not sent again although a person asks for it. */
export interface Refusals {
  /** Its usefulness is over; not to be forced. */
  pastDeadline: number
  /** As many tries as `retry.deadLetterThreshold`, and neither number nor text was changed since the last one. */
  overThreshold: number
  /** Asked for by id alone: the operator may have it already. */
  outcomeUnknown: number
  /** An answer that came too late says that the operator has it. */
  alreadyAccepted: number
  /** Somebody else moved it between our look and our move. */
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
  /** Tries in all, those by hand included. */
  threshold: number
  /** Unknown messages were asked for as such: that they may arrive twice is accepted. */
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

/** Since its last attempt: another number or another text deserves tries of its own. */
function wasEdited({ attempt_count: attempts, edited_attempt_count: edited }: SelectedMessage) {
  return edited === attempts
}
