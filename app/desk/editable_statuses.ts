import { MessageStatuses, type MessageStatus } from '#messages/message_status'

/** The states in which a person may change number and text. */
export const EDITABLE_STATUSES = [
  MessageStatuses.pending,
  MessageStatuses.failed,
  MessageStatuses.dead_letter,
  MessageStatuses.undelivered,
  MessageStatuses.unknown,
] as const satisfies readonly MessageStatus[]
