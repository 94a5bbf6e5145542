import type { Logger } from '@adonisjs/core/logger'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { FaultySchedule } from '#schedules/fire/plan_firing'
import { appendAuditEvent } from '#storage/audit_events'
import { query } from '#storage/sql'

/** Characters of an error that are kept. */
const LONGEST_ERROR = 500

/**
 * Takes a schedule that cannot be fired out of the way of the others; a person mends it and resumes it. Answers whether
 * it did: one that somebody has changed or fired since it was read is another matter.
 */
export async function disableFaulty(
  trx: TransactionClientContract,
  { row, error }: FaultySchedule,
  now: string,
  logger: Logger
): Promise<boolean> {
  const [disabled] = await query(
    trx,
    `UPDATE schedules SET next_run_at = NULL, enabled = FALSE, disabled_reason = 'faulty', disabled_detail = :error,
       disabled_at = :now, disabled_by = 'scheduler', version = version + 1, updated_at = :now
     WHERE id = :id AND version = :version AND next_run_at = :due RETURNING id`,
    {
      id: row.id,
      version: row.version,
      due: row.next_run_at,
      error: error.slice(0, LONGEST_ERROR),
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
