import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import type { FiredJob, TransactionalHandler } from '#schedules/jobs/job_handler'
import { toSqlInstant } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { query } from '#storage/sql'

/**
 * Does the work of a transactional handler that the process which fired did not
 * know, an older one for example: in the transaction that says it is done, so it
 * happens exactly once here, too.
 */
@inject()
export class WriteJob {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** False where somebody else has the occurrence by now: then nothing is written. */
  async run(handler: TransactionalHandler, job: FiredJob, token: string): Promise<boolean> {
    return retryDeadlocks(() =>
      this.db.connection().transaction(async (trx) => {
        const id = job.occurrenceId
        const held = await query(trx, FINISH, { id, token, now: toSqlInstant(this.clock.now()) })
        if (held.length === 0) return false
        const results = await handler.write(trx, [job])
        const result = results.get(id)
        await query(trx, 'UPDATE schedule_occurrences SET result = :result WHERE id = :id', {
          id,
          result: result ? JSON.stringify(result) : null,
        })
        return true
      })
    )
  }
}

const FINISH = `
  UPDATE schedule_occurrences
  SET status = 'done', reason = NULL, error = NULL, next_attempt_at = NULL, finished_at = :now,
      lease_token = NULL, lease_until = NULL, claimed_by = NULL
  WHERE id = :id AND lease_token = :token AND status = 'running' RETURNING id`
