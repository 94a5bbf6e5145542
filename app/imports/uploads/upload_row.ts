import type { Rows } from '#database/rows'
import type { FileFault } from '#imports/errors'
import type { ImportSummary } from '#imports/import_summary'
import { isoOfSqlInstant } from '#storage/instants'
import type { PlannedDay } from './planned_reminders.js'

export type UploadStatus =
  /** What it would do is being found out. */
  | 'checking'
  /** It cannot be read. */
  | 'refused'
  /** Somebody decides. */
  | 'ready'
  | 'waiting'
  | 'running'
  | 'done'
  | 'stopped'
  | 'failed'
  /** Nobody wanted it. */
  | 'discarded'

export type StoredUpload = Rows['import_uploads'] & { status: UploadStatus }

export const UPLOAD_COLUMNS = `id, status, name, folder, file, bytes, sha256, open_as, actor, confirmed_by, ended_by,
  rows_read, rejected, percent, written_to, created_rows, updated_rows, unchanged_rows, preview, fault, rejected_file,
  failures, lease_token, lease_until, created_at, checked_at, started_at, finished_at, updated_at`

/** What an import would do. Counts are of rows, those of `planned` of reminders. */
export interface UploadPreview extends Pick<
  ImportSummary,
  'rows' | 'imported' | 'unchanged' | 'rejected' | 'protected' | 'rejections' | 'warnings'
> {
  /** Reminders that new and changed rows ask for, by type and the day on which they leave. */
  planned: PlannedDay[]
  /** Segments of an average text; null where no visit is to come. */
  segmentsPerText: number | null
  /** What happens to reminders that are on record. */
  reminders: Pick<ImportSummary['reminders'], 'cancelled' | 'rescheduled' | 'suppressed'>
}

export interface UploadFault {
  kind: FileFault
  /** Required columns that are missing. */
  missing: string[]
}

/** An uploaded file, and how far it is. Instants in ISO 8601, UTC. */
export interface Upload {
  id: number
  status: UploadStatus
  name: string
  bytes: number
  actor: string
  confirmedBy: string | null
  endedBy: string | null
  /** Of the check or the import that is under way, or was last. */
  rows: number
  rejected: number
  percent: number
  created: number
  updated: number
  unchanged: number
  preview: UploadPreview | null
  fault: UploadFault | null
  hasRejectedFile: boolean
  createdAt: string
  finishedAt: string | null
}

export function toUpload(row: StoredUpload): Upload {
  return {
    id: row.id,
    status: row.status,
    name: row.name,
    bytes: Number(row.bytes),
    actor: row.actor,
    confirmedBy: row.confirmed_by,
    endedBy: row.ended_by,
    rows: row.rows_read,
    rejected: row.rejected,
    percent: row.percent,
    created: row.created_rows,
    updated: row.updated_rows,
    unchanged: row.unchanged_rows,
    preview: row.preview === null ? null : JSON.parse(row.preview),
    fault: row.fault === null ? null : JSON.parse(row.fault),
    hasRejectedFile: row.rejected_file !== null,
    createdAt: isoOfSqlInstant(row.created_at),
    finishedAt: row.finished_at && isoOfSqlInstant(row.finished_at),
  }
}
