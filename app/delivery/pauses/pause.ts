import type { DateTime } from 'luxon'
import { fromSqlInstant } from '#storage/instants'

/** As the table `sending_pauses` names them. */
export type PauseScope = 'everything' | 'facility' | 'message_type'

/** What is paused. The subject is the code of a facility or a message type; that of everything is empty. */
export interface PauseTarget {
  scope: PauseScope
  subject: string
}

/** One row of `sending_pauses`. As JSON its instants are ISO 8601. */
export interface Pause extends PauseTarget {
  /** In the words of the person who paused. */
  reason: string | null
  /** `cli:name`, `user:id`, `token:id`. */
  pausedBy: string
  since: DateTime<true>
  /** From then on it does not count; empty: until a person resumes. */
  until: DateTime<true> | null
}

/** A pause that holds back some messages, while others are sent. */
export type PauseOfPart = Pause & { scope: Exclude<PauseScope, 'everything'> }

export interface PauseRow extends PauseTarget {
  reason: string | null
  paused_by: string
  since: string
  until: string | null
}

export const PAUSE_COLUMNS = 'scope, subject, reason, paused_by, since, until'

/** Bound to `:now`, an instant of the database: a pause whose time is over holds nothing, even before it is deleted. */
export const IN_FORCE = '(until IS NULL OR until > :now)'

export function toPause({ paused_by: pausedBy, since, until, ...row }: PauseRow): Pause {
  return {
    ...row,
    pausedBy,
    since: fromSqlInstant(since),
    until: until ? fromSqlInstant(until) : null,
  }
}
