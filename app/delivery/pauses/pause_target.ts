import { SeveralTargets } from '#delivery/pauses/errors'
import type { Pause, PauseTarget } from '#delivery/pauses/pause'
import type { PausableMessage } from '#delivery/pauses/pauses'

export const EVERYTHING: PauseTarget = { scope: 'everything', subject: '' }

/** A facility, a message type, or without either everything. Both at once are refused. */
export function pauseTarget({ facility, type }: { facility?: string; type?: string }): PauseTarget {
  if (facility !== undefined && type !== undefined) throw new SeveralTargets(facility, type)
  if (facility !== undefined) return { scope: 'facility', subject: facility }
  if (type !== undefined) return { scope: 'message_type', subject: type }
  return EVERYTHING
}

/** Whether a pause of the target would hold back the message. */
export function isAbout({ scope, subject }: PauseTarget, message: PausableMessage): boolean {
  switch (scope) {
    case 'everything':
      return true
    case 'facility':
      return message.facility_code === subject
    case 'message_type':
      return message.message_type === subject
    default:
      return scope satisfies never
  }
}

/** Why, for people: a pause need not have a reason. */
export function reasonOf({ reason, pausedBy }: Pause): string {
  return reason ?? `paused by ${pausedBy}, who gave no reason`
}

/** `everything`, `facility "CSI-1"`, `message type "custom"`. */
export function inWords({ scope, subject }: PauseTarget): string {
  switch (scope) {
    case 'everything':
      return 'everything'
    case 'facility':
      return `facility "${subject}"`
    case 'message_type':
      return `message type "${subject}"`
    default:
      return scope satisfies never
  }
}
