/**
 * The states of a message and the legal moves between them. No other file decides which move is
 * legal.
 */
export const MESSAGE_STATUSES = [
  'pending',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'unknown',
  'failed',
  'dead_letter',
  'cancelled',
  'suppressed',
  'expired',
] as const

export type MessageStatus = (typeof MESSAGE_STATUSES)[number]

/** The same names as values, so that no other file writes a state as a string. */
export const MessageStatuses = Object.fromEntries(
  MESSAGE_STATUSES.map((status) => [status, status])
) as {
  readonly [Status in MessageStatus]: Status
}

/**
 * `pending → failed`: the text cannot be rendered; we refuse it before any POST.
 * `pending → unknown`: the database was restored, and the message left, or may have left, after
 * the backup.
 * `cancelled`, `suppressed → pending`: the reconciliation found the cause gone (a phone was
 * added, a due date moved back) and the message never left.
 * `failed`, `dead_letter`, `undelivered`, `unknown → pending`: a person's retry. `unknown →
 * sent`, `pending`, `expired`: also the policy of the message type
 * (app/delivery/unknown/settle_unknown.ts).
 * `undelivered → pending`: also the setting to send once more. A move to `delivered` comes from
 * a receipt: an SMS that was given up, or sent again, arrived after all.
 */
const LEGAL_MOVES: Record<MessageStatus, readonly MessageStatus[]> = {
  pending: ['sending', 'cancelled', 'suppressed', 'expired', 'failed', 'delivered', 'unknown'],
  sending: ['sent', 'pending', 'failed', 'dead_letter', 'unknown'],
  sent: ['delivered', 'undelivered'],
  delivered: [],
  undelivered: ['delivered', 'pending'],
  unknown: ['sent', 'delivered', 'undelivered', 'pending', 'expired', 'cancelled'],
  failed: ['pending', 'cancelled', 'delivered'],
  dead_letter: ['pending', 'cancelled', 'expired', 'delivered'],
  cancelled: ['pending'],
  suppressed: ['pending'],
  expired: ['delivered'],
}

export function canMove(from: MessageStatus, to: MessageStatus): boolean {
  return LEGAL_MOVES[from].includes(to)
}

/** Nothing more happens to these automatically; cleanup deletes them after the retention time. */
export const FINISHED_STATUSES = [
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'cancelled',
  'suppressed',
  'expired',
] as const satisfies readonly MessageStatus[]

/** For SQL: `status IN (${sqlList(FINISHED_STATUSES)})`. The names are our own constants, never input. */
export function sqlList(statuses: readonly MessageStatus[]): string {
  return statuses.map((status) => `'${status}'`).join(', ')
}
