import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { JobHandler } from '#schedules/jobs/job_handler'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { countMessages } from '#schedules/manage/admit_for_token'
import { checkJob } from '#schedules/manage/check_job'
import { latestOccurrences } from '#schedules/manage/latest_occurrences'
import { findFreeSecond } from '#schedules/manage/find_free_second'
import { finishAtOnce, insertByHand } from '#schedules/manage/insert_by_hand'
import { InvalidSchedule } from '#schedules/manage/invalid_schedule'
import { lockSchedule } from '#schedules/manage/lock_schedule'
import type { ScheduleFault } from '#schedules/manage/schedule_request'
import { toOccurrence, type Occurrence } from '#schedules/manage/stored_occurrence'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'
import { appendAuditEvent } from '#storage/audit_events'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'

export type RunByHandResult =
  /** `pending` until `scheduler:run` or a tick runs it; `done` for transactional work. */
  | { outcome: 'fired'; occurrence: Occurrence }
  | { outcome: 'not_found'; id: number }
  /** It runs every second anyway, or it has changed or run since it was read. */
  | { outcome: 'runs_now' | 'changed_meanwhile'; id: number }

export interface RunByHandRequest {
  id: number
  actor: string
  /** What was read: a second click runs nothing. Missing for any. */
  expected?: { version: number; lastOccurrence: number | null }
}

/** Runs a schedule once more at a person's request. Its times, run count and end do not change. */
@inject()
export class RunByHand {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly handlers: JobHandlers,
    private readonly logger: Logger
  ) {}

  /** @throws InvalidSchedule if its job can no longer be done here */
  async run({ id, actor, expected }: RunByHandRequest): Promise<RunByHandResult> {
    return transaction(
      this.db.connection(),
      async (trx) => {
        const row = await lockSchedule(trx, id)
        if (!row || row.disabled_reason === 'deleted') return { outcome: 'not_found', id }
        if (expected && !(await isAsExpected(trx, row, expected)))
          return { outcome: 'changed_meanwhile', id }
        const handler = this.#usableHandler(row)
        const now = toSqlInstant(this.clock.now())
        const second = await findFreeSecond(trx, row, now)
        if (!second) return { outcome: 'runs_now', id }

        const { timezone } = this.config
        await countMessages(trx, { actor, schedules: [row], now: this.clock.now(), timezone })
        const occurrence = await this.#fire(trx, row, handler, { second, now })
        const detail = { occurrence: occurrence.id }
        const subject = `schedule:${id}`
        await appendAuditEvent(trx, { at: now, actor, action: 'schedule_run', subject, detail })
        this.logger.info({ actor, schedule: id, ...detail }, 'schedule run by hand')
        return { outcome: 'fired', occurrence }
      },
      { readsFirst: true }
    )
  }

  #usableHandler(row: StoredSchedule): JobHandler {
    const faults: ScheduleFault[] = []
    checkJob({ appName: row.app_name, payload: JSON.parse(row.payload) }, this.handlers, faults)
    if (faults.length > 0) throw new InvalidSchedule(faults)
    return this.handlers.find(row.app_name)!
  }

  async #fire(
    trx: TransactionClientContract,
    row: StoredSchedule,
    handler: JobHandler,
    { second, now }: { second: string; now: string }
  ): Promise<Occurrence> {
    const inserted = await insertByHand(trx, row, { second, now })
    if (handler.kind === 'effect') return toOccurrence(inserted)
    const job = {
      occurrenceId: inserted.id,
      scheduleId: row.id,
      occurrenceAt: fromSqlInstant(second),
      priority: row.priority,
      payload: JSON.parse(row.payload),
    }
    const results = await handler.write(trx, [job])
    return toOccurrence(await finishAtOnce(trx, inserted.id, results.get(inserted.id), now))
  }
}

async function isAsExpected(
  trx: TransactionClientContract,
  { id, version }: StoredSchedule,
  expected: NonNullable<RunByHandRequest['expected']>
): Promise<boolean> {
  const latest = await latestOccurrences(trx, [id])
  const last = latest.get(id)?.id ?? null
  return version === expected.version && last === expected.lastOccurrence
}
