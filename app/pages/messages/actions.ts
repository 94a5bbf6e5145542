import type { MessageStatus } from '#messages/message_status'
import type { Reader } from '#app/pages/reader'

export const ACTIONS = ['retry', 'edit', 'resolve', 'reject', 'reschedule', 'cancel'] as const

export type ActionName = (typeof ACTIONS)[number]

/** The states in which a person may do it. */
export const ALLOWED: Record<ActionName, readonly MessageStatus[]> = {
  retry: ['failed', 'dead_letter', 'undelivered', 'unknown'],
  edit: ['pending', 'failed', 'dead_letter', 'undelivered', 'unknown'],
  resolve: ['unknown'],
  reject: ['failed', 'dead_letter', 'unknown'],
  reschedule: ['pending'],
  cancel: ['pending'],
}

export interface MessageAction {
  name: ActionName
  label: string
  href: string
  /** Why it cannot be done; null if it can. */
  why: string | null
  /** The one that is usually wanted. */
  isMain: boolean
}

/** Why an action is closed, by what the message has become. */
const WHY: Partial<Record<MessageStatus, string>> = {
  sending: 'leaving',
  sent: 'left',
  delivered: 'delivered',
  undelivered: 'left',
  expired: 'too_late',
  cancelled: 'closed',
  suppressed: 'closed',
}

/** What is usually done first in a state. */
const MAIN: Partial<Record<MessageStatus, ActionName>> = {
  failed: 'edit',
  undelivered: 'edit',
  dead_letter: 'retry',
  unknown: 'resolve',
}

/** What a person can do to a message, and why not the rest. */
export function actionsOf(
  reader: Reader,
  { id, status, isOver }: { id: number; status: MessageStatus; isOver: boolean },
  mayAct: boolean
): MessageAction[] {
  return ACTIONS.filter((name) => isWorthShowing(name, status)).map((name) => ({
    name,
    label: reader.t(`message.actions.${name}`),
    href: `/messages/${id}/${name}`,
    why: whyNot(reader, name, { status, isOver, mayAct }),
    isMain: mayAct && MAIN[status] === name && !isOver,
  }))
}

/** Sending again and cancelling are what people look for; the others only where they apply. */
function isWorthShowing(name: ActionName, status: MessageStatus): boolean {
  return name === 'retry' || name === 'cancel' || ALLOWED[name].includes(status)
}

function whyNot(
  { t }: Reader,
  name: ActionName,
  { status, isOver, mayAct }: { status: MessageStatus; isOver: boolean; mayAct: boolean }
): string | null {
  if (!mayAct) return t('message.why.role')
  if (name === 'retry' && isOver) return t('message.why.too_late')
  if (ALLOWED[name].includes(status)) return null
  if (name === 'retry' && status === 'pending') return t('message.why.waits')
  if (name === 'cancel' && ALLOWED.reject.includes(status)) return t('message.why.reject_instead')
  const why = WHY[status] ?? 'closed'
  return t(`message.why.${name === 'cancel' && why === 'delivered' ? 'left' : why}`)
}
