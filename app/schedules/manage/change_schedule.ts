import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { admitForToken } from '#schedules/manage/admit_for_token'
import { lockSchedule } from '#schedules/manage/lock_schedule'
import { toSchedule, type Schedule, type StoredSchedule } from '#schedules/manage/stored_schedule'
import { updateSchedule, type ScheduleColumns } from '#schedules/manage/update_schedule'
import type { AuditAction } from '#storage/audit/audit_actions'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'

/** Why a schedule is left as it is. */
export type ScheduleRefusal =
  /** Somebody else changed it since it was read. */
  | 'changed_meanwhile'
  /** It runs no more, so there is nothing to pause. */
  | 'not_running'
  /** It has no run left. */
  | 'no_run_left'
  | 'max_runs_reached'

export type ChangeResult =
  | { outcome: 'changed' | 'unchanged'; schedule: Schedule }
  | { outcome: 'refused'; reason: ScheduleRefusal; schedule: Schedule }
  /** There is no schedule with this id, or it is deleted. */
  | { outcome: 'not_found'; id: number }

export type Decision =
  | { set: ScheduleColumns; action: AuditAction; detail?: Record<string, unknown> }
  | { refuse: ScheduleRefusal }
  | 'unchanged'
  | 'not_found'

export const CHANGED_MEANWHILE: Decision = { refuse: 'changed_meanwhile' }

/** Whether it was changed after the caller read it. A deleted one is not found instead. */
export function isOtherVersion(row: StoredSchedule, version: number | undefined): boolean {
  return version !== undefined && row.version !== version && row.disabled_reason !== 'deleted'
}

type Decide = (
  row: StoredSchedule,
  trx: TransactionClientContract,
  now: string
) => Decision | Promise<Decision>

/**
 * Changes one schedule on request. Its row is locked from the decision to the commit: nothing fires
 * it in between, and any firing in progress has finished.
 */
@inject()
export class ChangeSchedule {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  async run(id: number, actor: string, decide: Decide): Promise<ChangeResult> {
    return transaction(
      this.db.connection(),
      async (trx) => {
        const row = await lockSchedule(trx, id)
        const now = toSqlInstant(this.clock.now())
        const decision = row ? await decide(row, trx, now) : 'not_found'
        if (!row || decision === 'not_found') return { outcome: 'not_found', id }
        if (decision === 'unchanged') return { outcome: 'unchanged', schedule: toSchedule(row) }
        if ('refuse' in decision)
          return { outcome: 'refused', reason: decision.refuse, schedule: toSchedule(row) }

        const { set, action, detail } = decision
        const changed = await updateSchedule(trx, id, set, now)
        if (set.next_run_at || set.payload) await this.#admit(trx, actor, changed)
        await appendAuditEvent(trx, { at: now, actor, action, subject: `schedule:${id}`, detail })
        this.logger.info({ actor, schedule: id, action }, 'schedule changed')
        return { outcome: 'changed', schedule: toSchedule(changed) }
      },
      { readsFirst: true }
    )
  }

  /** New times or another text may exceed the caps of the token that gives them. */
  #admit(trx: TransactionClientContract, actor: string, changed: StoredSchedule): Promise<void> {
    const { timezone } = this.config
    return admitForToken(trx, { actor, schedules: [changed], now: this.clock.now(), timezone })
  }
}
