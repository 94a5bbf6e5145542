import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import {
  isOfAll,
  type PauseOfAllScope,
  type PauseScope,
  type PauseTarget,
} from '#delivery/pauses/pause_target'
import type { AuditEvent } from '#storage/audit_events'
import { fromSqlInstant } from '#storage/instants'

/** One row of `sending_pauses`. As JSON its instants are ISO 8601. */
export interface Pause extends PauseTarget {
  /** In the words of the person who paused. */
  reason: string | null
  /** `cli:name`, `user:id`, `token:id`. */
  pausedBy: string
  since: DateTime<true>
  /** When it ends; null until a person resumes. */
  until: DateTime<true> | null
}

/** A pause that holds back some messages while others are sent. */
export type PauseOfPart = Pause & { scope: Exclude<PauseScope, PauseOfAllScope> }

export type PauseRow = PauseTarget &
  Pick<Rows['sending_pauses'], 'reason' | 'paused_by' | 'since' | 'until'>

export const PAUSE_COLUMNS = 'scope, subject, reason, paused_by, since, until'

/**
 * `:now` is an instant of the database. A pause whose time is over holds nothing, even before
 * it is deleted.
 */
export const IN_FORCE = '(until IS NULL OR until > :now)'

/** Holds back every message. */
export const OF_ALL = `scope IN ('everything', 'restore_review')`

/**
 * The condition that neither everything, nor the type, nor the facility of message `m` is
 * paused at `:now`. Without pauses the table is empty; patients are looked up only if a
 * facility is paused.
 */
export const NO_PAUSE_HOLDS = `NOT EXISTS (
      SELECT 1 FROM sending_pauses s
      WHERE ${IN_FORCE}
        AND (s.${OF_ALL} OR (s.scope = 'message_type' AND s.subject = m.message_type)
          OR (s.scope = 'facility' AND s.subject = (
            SELECT f.code FROM patients p JOIN facilities f ON f.id = p.facility_id WHERE p.id = m.patient_id))))`

export function toPause({ paused_by: pausedBy, since, until, ...row }: PauseRow): Pause {
  return {
    ...row,
    pausedBy,
    since: fromSqlInstant(since),
    until: until ? fromSqlInstant(until) : null,
  }
}

/** What the audit log records when a pause begins or ends. */
export function auditOfPause(pause: Pause): Pick<AuditEvent, 'subject' | 'detail'> {
  const { scope, subject, reason, pausedBy, since, until } = pause
  return {
    subject: isOfAll(scope) ? scope : subject,
    detail: { scope, reason, pausedBy, since, until },
  }
}
