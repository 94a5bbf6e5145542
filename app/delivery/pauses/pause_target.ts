import { SeveralTargets } from '#delivery/pauses/errors'
import { tidyValue } from '#values/tidy_value'

/** The scopes in the table `sending_pauses`. */
export type PauseScope = PauseOfAllScope | 'facility' | 'message_type'

/**
 * Both hold everything. `restore_review` was not set by a person and ends only by
 * `sms:restore-review`.
 */
export type PauseOfAllScope = 'everything' | 'restore_review'

/** What is paused. The subject is the code of a facility, a message type, or empty. */
export interface PauseTarget {
  scope: PauseScope
  subject: string
}

/** The fields of a message that a pause of a facility or a type depends on. */
export interface PausableMessage {
  facility_code: string | null
  message_type: string
}

export const EVERYTHING: PauseTarget = { scope: 'everything', subject: '' }

/** Reads a facility, a message type, or everything if neither is named. Rejects both at once. */
export function pauseTarget({ facility, type }: { facility?: string; type?: string }): PauseTarget {
  if (facility !== undefined && type !== undefined) throw new SeveralTargets(facility, type)
  if (facility !== undefined) return { scope: 'facility', subject: tidyValue(facility) }
  if (type !== undefined) return { scope: 'message_type', subject: tidyValue(type) }
  return EVERYTHING
}

export function isOfAll(scope: PauseScope): scope is PauseOfAllScope {
  return scope === 'everything' || scope === 'restore_review'
}

/** Whether a pause of the target would hold back the message. */
export function isAbout({ scope, subject }: PauseTarget, message: PausableMessage): boolean {
  switch (scope) {
    case 'everything':
    case 'restore_review':
      return true
    case 'facility':
      return message.facility_code === subject
    case 'message_type':
      return message.message_type === subject
    default:
      return scope satisfies never
  }
}
