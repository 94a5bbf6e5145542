import type { DeskMove } from './move_by_hand.js'
import { MessageStatuses } from '#messages/message_status'

/** Cancels messages that have not left, including claimed ones whose sending is not committed. */
export const CANCELLATION: DeskMove = {
  from: [MessageStatuses.pending],
  to: MessageStatuses.cancelled,
  reason: 'cancelled_by_person',
  action: 'messages_cancelled',
}

/** Closes failed messages that will not be sent again. */
export const REJECTION: DeskMove = {
  from: [MessageStatuses.dead_letter, MessageStatuses.failed, MessageStatuses.unknown],
  to: MessageStatuses.cancelled,
  reason: 'rejected',
  action: 'messages_rejected',
}
