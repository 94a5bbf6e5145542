import type { ListedAuditEvent } from '#storage/audit/list_audit_events'
import type { EventInWords } from './event_in_words.js'

export const ACTIVITY_COLUMNS = [
  'id',
  'at',
  'who',
  'what',
  'subject',
  'why',
  'actor',
  'action',
] as const

/** For people and, in the last two columns, for programs. Instants in ISO 8601, UTC. */
export function activityCsvRow(
  { id, actor, action }: ListedAuditEvent,
  { at, who, what, subject, why }: EventInWords
) {
  return { id, at, who, what, subject: subject?.label ?? '', why, actor, action }
}
