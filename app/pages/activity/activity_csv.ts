import { stringify } from 'csv-stringify'
import type { ListedAuditEvent } from '#storage/audit/list_audit_events'
import type { Reader } from '#app/pages/reader'
import type { EventInWords } from './event_in_words.js'

/** The columns; `activity.csv_columns.…` has their names. */
const COLUMNS = ['id', 'at', 'who', 'what', 'subject', 'why', 'actor', 'action'] as const

type CsvRow = Record<(typeof COLUMNS)[number], string | number>

/** For people and, in the last two columns, for programs. Instants in ISO 8601, UTC. */
export function activityCsvRow(
  { id, actor, action }: ListedAuditEvent,
  { at, who, what, subject, why }: EventInWords
): CsvRow {
  return { id, at, who, what, subject: subject?.label ?? '', why, actor, action }
}

/** For spreadsheets: with a byte order mark, and nothing that one would read as a formula. */
export function activityCsv(reader: Reader) {
  const columns = COLUMNS.map((key) => ({ key, header: reader.t(`activity.csv_columns.${key}`) }))
  return stringify({ header: true, bom: true, escape_formulas: true, columns })
}
