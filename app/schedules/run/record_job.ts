import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import type { ClaimedOccurrence } from '#schedules/run/claim_occurrences'
import type { JobVerdict } from '#schedules/run/decide_job'
import { appendAuditEvent } from '#storage/audit_events'
import type { Update } from '#storage/dialects/dialect'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { storable } from '#values/storable_text'
import { updateRows } from '#storage/write_rows'

/** Characters kept of an error. */
const LONGEST_ERROR = 500

/**
 * Records the result of a job if this process still holds the occurrence; a dead letter is
 * announced to people.
 */
@inject()
export class RecordJob {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  async run(occurrence: ClaimedOccurrence, token: string, verdict: JobVerdict): Promise<boolean> {
    const now = toSqlInstant(this.clock.now())
    const { id, schedule_id: schedule, app_name: appName, attempts } = occurrence
    const isDead = verdict.status === 'dead_letter'
    const held = await transaction(this.db.connection(), async (trx) => {
      const recorded = await updateRows(trx, RECORD, {
        id,
        token,
        status: verdict.status,
        reason: verdict.reason,
        error: verdict.error ? storable(verdict.error.slice(0, LONGEST_ERROR)) : null,
        result: verdict.result,
        retry_count: verdict.retryCount,
        retrying_since: verdict.retryingSince,
        next_attempt_at: verdict.nextAttemptAt,
        finished_at: verdict.status === 'pending' ? null : now,
      })
      if (recorded.length === 0 || !isDead) return recorded.length > 0
      await appendAuditEvent(trx, {
        at: now,
        actor: 'scheduler',
        action: 'job_dead_letter',
        subject: String(id),
        detail: { schedule, appName, reason: verdict.reason, attempts },
      })
      return true
    })
    const said = { occurrence: id, schedule, appName, attempts, reason: verdict.reason }
    if (!held) this.logger.warn(said, 'the outcome of a job came after its lease was lost')
    else if (isDead) this.logger.warn(said, 'job_escalated')
    return held
  }
}

const RECORD: Update = {
  table: 'schedule_occurrences',
  set: `status = :status, reason = :reason, error = :error, result = :result,
    retry_count = :retry_count, retrying_since = :retrying_since, next_attempt_at = :next_attempt_at,
    finished_at = :finished_at, lease_token = NULL, lease_until = NULL, claimed_by = NULL`,
  where: `id = :id AND lease_token = :token AND status = 'running'`,
  returning: 'id',
}
