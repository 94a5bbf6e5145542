import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { idList } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'

/** Dead letters that a person wants retried. */
export interface RequeueOccurrencesRequest {
  /** Occurrences by id, or all dead letters of one schedule. */
  of: { ids: number[] } | { scheduleId: number }
  /** `cli:name`, `user:id`, `token:id`. */
  actor: string
}

/** Sets dead letters of jobs to be run again with the same payload: due now, with all retries. */
@inject()
export class RequeueOccurrences {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  /** Returns the occurrences that wait again; others are left unchanged. */
  async run({ of, actor }: RequeueOccurrencesRequest): Promise<number[]> {
    const now = toSqlInstant(this.clock.now())
    const ids = await transaction(this.db.connection(), async (trx) => {
      const [where, bindings] =
        'ids' in of
          ? [`id IN (${idList(trx)})`, { ids: JSON.stringify(of.ids) }]
          : ['schedule_id = :schedule_id', { schedule_id: of.scheduleId }]
      const requeued = await updateRows<Pick<Rows['schedule_occurrences'], 'id'>>(
        trx,
        {
          table: 'schedule_occurrences',
          set: `status = 'pending', reason = 'requeued', next_attempt_at = :now, retry_count = 0,
            retrying_since = NULL, finished_at = NULL`,
          where: `status = 'dead_letter' AND ${where}`,
          returning: 'id',
        },
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
