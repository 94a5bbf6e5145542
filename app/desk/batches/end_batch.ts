import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { auditSelection } from '#desk/audit_selection'
import type { AuditAction } from '#storage/audit/audit_actions'
import { along } from '#storage/partial_indexes'
import { updateRows } from '#storage/write_rows'
import {
  BATCH_COLUMNS,
  optionsOf,
  selectionOf,
  type BatchAction,
  type BatchStatus,
  type StoredBatch,
} from './batch_row.js'

/** The audit actions, as for the same request without a batch. */
const AUDITED: Record<BatchAction, AuditAction> = {
  retry: 'messages_requeued',
  reject: 'messages_rejected',
  cancel: 'messages_cancelled',
  resolve: 'unknown_messages_resolved',
  edit: 'messages_edited',
  reschedule: 'messages_rescheduled',
}

export interface BatchEnd {
  status: Extract<BatchStatus, 'done' | 'stopped' | 'failed'>
  /** An instant of the database. */
  now: string
  stoppedBy?: string
  error?: string
  /** The lease of the process that works on it; without one, any holder loses it. */
  token?: string
}

/**
 * Ends a batch and records what it did. After the commit no process can change anything for it,
 * because each page checks the lease, which is gone. Undefined if the batch had ended, or another
 * process holds it.
 */
export async function endBatch(
  trx: TransactionClientContract,
  id: number,
  { status, now, stoppedBy, error, token }: BatchEnd
): Promise<StoredBatch | undefined> {
  const [row] = await updateRows<StoredBatch>(
    trx,
    {
      table: 'message_batches',
      set: `status = :status, finished_at = :now, updated_at = :now, stopped_by = :stopped_by, error = :error,
        lease_token = NULL, lease_until = NULL`,
      where: `id = :id AND ${along('message_batches_open')} ${token ? 'AND lease_token = :token' : ''}`,
      returning: BATCH_COLUMNS,
    },
    {
      id,
      status,
      now,
      stopped_by: stoppedBy ?? null,
      error: error ?? null,
      token: token ?? null,
    }
  )
  if (!row) return undefined
  const { matched, done, changed } = row
  await auditSelection(trx, {
    at: now,
    actor: row.actor,
    action: AUDITED[row.action],
    selection: selectionOf(row),
    detail: { batch: id, status, matched, done, changed, stoppedBy, reason: optionsOf(row).note },
  })
  return row
}
