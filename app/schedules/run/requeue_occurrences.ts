import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { idList, query } from '#storage/sql'

/** Dead letters that a person wants to have tried again. */
export interface RequeueOccurrencesRequest {
  /** Occurrences by id, or all dead letters of one schedule. */
  of: { ids: number[] } | { scheduleId: number }
  /** `cli:name`, `user:id`, `token:id`. */
  actor: string
}

/** Sets dead letters of jobs to be done again, with their payload as it is: due now, retries from the beginning. */
@inject()
export class RequeueOccurrences {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  /** Returns the occurrences that wait again; what is no dead letter is left as it is. */
  async run({ of, actor }: RequeueOccurrencesRequest): Promise<number[]> {
    const now = toSqlInstant(this.clock.now())
    const ids = await this.db.connection().transaction(async (trx) => {
      const [where, bindings] =
        'ids' in of
          ? [`id IN (${idList(trx)})`, { ids: JSON.stringify(of.ids) }]
          : ['schedule_id = :schedule_id', { schedule_id: of.scheduleId }]
      const requeued = await query<{ id: number }>(
        trx,
        `UPDATE schedule_occurrences
         SET status = 'pending', reason = 'requeued', next_attempt_at = :now, retry_count = 0, retrying_since = NULL, finished_at = NULL
         WHERE status = 'dead_letter' AND ${where} RETURNING id`,
        { ...(bindings as Record<string, string | number>), now }
      )
      const found = requeued.map(({ id }) => id).sort((one, other) => one - other)
      if (found.length > 0) {
        await appendAuditEvent(trx, {
          at: now,
          actor,
          action: 'jobs_requeued',
          detail: { ...of, requeued: found.length },
        })
      }
      return found
    })
    if (ids.length > 0) this.logger.info({ actor, jobs: ids.length }, 'jobs requeued')
    return ids
  }
}
