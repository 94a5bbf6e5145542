import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import type { FiredJob, TransactionalHandler } from '#schedules/jobs/job_handler'
import type { Update } from '#storage/dialects/dialect'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'

/**
 * Does the work of a transactional handler that the firing process did not know (an older release,
 * for example). It runs in the transaction that marks it done, so it happens exactly once here,
 * too.
 */
@inject()
export class WriteJob {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** False if another process holds the occurrence by now; then nothing is written. */
  async run(handler: TransactionalHandler, job: FiredJob, token: string): Promise<boolean> {
    return transaction(this.db.connection(), async (trx) => {
      const id = job.occurrenceId
      const held = await updateRows(trx, FINISH, { id, token, now: toSqlInstant(this.clock.now()) })
      if (held.length === 0) return false
      const results = await handler.write(trx, [job])
      const result = results.get(id)
      await updateRows(
        trx,
        { table: 'schedule_occurrences', set: 'result = :result', where: 'id = :id' },
        { id, result: result ? JSON.stringify(result) : null }
      )
      return true
    })
  }
}

const FINISH: Update = {
  table: 'schedule_occurrences',
  set: `status = 'done', reason = NULL, error = NULL, next_attempt_at = NULL, finished_at = :now,
    lease_token = NULL, lease_until = NULL, claimed_by = NULL`,
  where: `id = :id AND lease_token = :token AND status = 'running'`,
  returning: 'id',
}
