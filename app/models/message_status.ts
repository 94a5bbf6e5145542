/**
 * The states of a message and the moves between them. Nothing else in the
 * application decides what may follow what.
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
 * `pending → failed` is a text that cannot be rendered: refused by ourselves, before any POST.
 * `cancelled`, `suppressed → pending` is the reconciliation finding that the cause is gone
 * (a phone was added, a due date moved back) while the message never left.
 * `failed`, `dead_letter`, `undelivered`, `unknown → pending` is a person's retry; `unknown → sent`,
 * `pending`, `expired` is also the policy of the message's type (app/delivery/unknown/settle_unknown.ts).
 * `undelivered → pending` is also the settings' wish to send once more; what lies behind a move to
 * `delivered` from anywhere is a receipt: an SMS that was given up, or sent again, has arrived after all.
 */
const LEGAL_MOVES: Record<MessageStatus, readonly MessageStatus[]> = {
  pending: ['sending', 'cancelled', 'suppressed', 'expired', 'failed', 'delivered'],
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

/** Nothing more happens to these by itself; cleanup deletes them after the retention time. */
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
