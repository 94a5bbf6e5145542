import type { Logger } from '@adonisjs/core/logger'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { FaultySchedule } from '#schedules/fire/plan_firing'
import { appendAuditEvent } from '#storage/audit_events'
import { storable } from '#values/storable_text'
import { updateRows } from '#storage/write_rows'

/** Characters kept of an error. */
const LONGEST_ERROR = 500

/**
 * Disables a schedule that cannot be fired, so that it does not hold up the others; a person fixes
 * and resumes it. Returns false if the schedule was changed or fired since it was read.
 */
export async function disableFaulty(
  trx: TransactionClientContract,
  { row, error }: FaultySchedule,
  now: string,
  logger: Logger
): Promise<boolean> {
  const [disabled] = await updateRows(
    trx,
    {
      table: 'schedules',
      set: `next_run_at = NULL, next_run_local = NULL, enabled = FALSE, disabled_reason = 'faulty', disabled_detail = :error,
        disabled_at = :now, disabled_by = 'scheduler', version = version + 1, updated_at = :now`,
      where: 'id = :id AND version = :version AND next_run_at = :due',
      returning: 'id',
    },
    {
      id: row.id,
      version: row.version,
      due: row.next_run_at,
      error: storable(error.slice(0, LONGEST_ERROR)),
      now,
    }
  )
  if (!disabled) return false
  await appendAuditEvent(trx, {
    at: now,
    actor: 'scheduler',
    action: 'schedule_disabled',
    subject: `schedule:${row.id}`,
    detail: { reason: 'faulty', appName: row.app_name },
  })
  logger.error(
    { schedule: row.id, appName: row.app_name, error: error.slice(0, LONGEST_ERROR) },
    'schedule disabled: it cannot be fired'
  )
  return true
}
