import type { Rows } from '#database/rows'
import type { CheckedSelection } from '#desk/message_selection'
import { isoOfSqlInstant } from '#storage/instants'

export const BATCH_ACTIONS = ['retry', 'reject', 'cancel', 'resolve', 'edit', 'reschedule'] as const

export type BatchAction = (typeof BATCH_ACTIONS)[number]

/** What an action needs in addition to its filter. */
export interface BatchOptions {
  /** The reason that was given with the request. */
  note?: string
  /** For `resolve`: what became of the messages. */
  as?: string
  /** For `retry`: also messages that have used up their tries. */
  force?: boolean
  /** For `edit`: the new text. */
  text?: string
  /** For `reschedule`: the new date, an instant of the database. */
  at?: string
  /** For `retry`: the filter named messages with an unknown outcome. */
  unknownWanted?: boolean
}

export type BatchStatus = 'waiting' | 'running' | 'stopped' | 'done' | 'failed'

export type StoredBatch = Rows['message_batches'] & { action: BatchAction; status: BatchStatus }

export const BATCH_COLUMNS = `id, action, status, selection, options, actor, matched, up_to, worked_to, done, changed,
  refused, stopped_by, error, failures, lease_token, lease_until, created_at, started_at, finished_at, updated_at`

/** The progress of the work on all messages of a filter. Instants in ISO 8601, UTC. */
export interface Batch {
  id: number
  action: BatchAction
  status: BatchStatus
  createdBy: string
  /** Messages that matched when it was created. */
  matched: number
  /** Of those, how many have been worked on, and how many of these were changed. */
  done: number
  changed: number
  /** How many were not changed, by why. */
  refused: Record<string, number>
  stoppedBy: string | null
  error: string | null
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
}

export function toBatch(row: StoredBatch): Batch {
  return {
    id: row.id,
    action: row.action,
    status: row.status,
    createdBy: row.actor,
    matched: row.matched,
    done: row.done,
    changed: row.changed,
    refused: JSON.parse(row.refused),
    stoppedBy: row.stopped_by,
    error: row.error,
    createdAt: isoOfSqlInstant(row.created_at),
    startedAt: row.started_at && isoOfSqlInstant(row.started_at),
    finishedAt: row.finished_at && isoOfSqlInstant(row.finished_at),
  }
}

export const selectionOf = ({ selection }: StoredBatch) => JSON.parse(selection) as CheckedSelection

export const optionsOf = ({ options }: StoredBatch) => JSON.parse(options) as BatchOptions
