import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { appendRemarks } from '#messages/message_events'
import { MessageStatuses } from '#messages/message_status'
import { NO_LEASE } from '#messages/no_lease'
import { pagesOf } from '#reminders/reconcile_due_date'
import { ReconcilePlan } from '#reminders/reconcile_plan'
import { dueDatesOfOpenReminders, JOINED, zonesOfFacilities } from '#reminders/reconcile_scope'
import type { ReconcileContext } from '#reminders/reconcile_step'
import { reconcileTransaction } from '#reminders/reconcile_transaction'
import { notBeforeNow } from '#reminders/reminder_sql'
import { findMoved, movedReminders, type MovedReminder } from '#reminders/moved_reminders'
import type { Update } from '#storage/dialects/dialect'
import { countFilledTables } from '#storage/renew_statistics'
import { ShortTurns } from '#storage/short_turns'
import { rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'
import { ZONE_DATA } from '#values/zone_data'

/**
 * Gives open reminders the times that their rules have by the zone data of this process. Nothing
 * else of them changes. It may be interrupted after any page, and run by several processes at once.
 */
@inject()
export class ReplanReminders {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  /** Returns how many got other times. */
  async run(): Promise<number> {
    const client = this.db.connection()
    await countFilledTables(client, JOINED)
    const zones = await zonesOfFacilities(client)
    const dueDates = await dueDatesOfOpenReminders(client)
    const plan = new ReconcilePlan(this.config, { now: this.clock.now(), zones, actor: 'sweep' })
    const turns = new ShortTurns(client, this.config.reminders.pageSize)
    let moved = 0
    for (const dueOn of dueDates.sort()) {
      const context = plan.contextFor([dueOn])
      const work = { client, dueOn, context, turns, onStep: () => {} }
      for await (const ids of pagesOf(movedReminders, work))
        moved += await turns.take((trx) => this.#move(trx, ids, context), {
          rows: ids.length,
          transact: reconcileTransaction,
        })
    }
    if (moved > 0)
      this.logger.warn({ reminders: moved, zoneData: ZONE_DATA }, 'reminders planned again')
    return moved
  }

  async #move(
    trx: TransactionClientContract,
    ids: number[],
    { slots, now, actor }: ReconcileContext
  ): Promise<number> {
    const found = await findMoved(trx, ids, slots)
    const moved = await updateRows<{ id: number }>(trx, newTimes(trx), {
      rows: JSON.stringify(found),
      now,
    })
    const byId = new Map(found.map((reminder) => [reminder.message_id, reminder]))
    await appendRemarks(
      trx,
      moved.map(({ id }) => ({
        messageId: id,
        at: now,
        actor,
        status: MessageStatuses.pending,
        reason: 'zone_rules_changed',
        detail: inWords(byId.get(id)!),
      }))
    )
    return moved.length
  }
}

function inWords(reminder: MovedReminder): string {
  const { planned_before: before, planned_at: planned, expires_before: until } = reminder
  return `zone data ${ZONE_DATA}: planned for ${planned} UTC, before ${before}; useful until ${reminder.expires_at} UTC, before ${until}`
}

/** A waiting retry keeps its time. A planned time that is past means now. */
const newTimes = (trx: TransactionClientContract): Update => ({
  table: 'sms_messages',
  as: 'm',
  byId: true,
  set: `scheduled_at = CASE WHEN m.attempt_count = 0 AND m.planned_at <> r.planned_at THEN ${notBeforeNow('r.planned_at')} ELSE m.scheduled_at END,
    planned_at = r.planned_at, expires_at = r.expires_at, ${NO_LEASE}, updated_at = :now`,
  from: rowsOf(trx, 'r', {
    message_id: 'integer',
    planned_before: 'instant',
    expires_before: 'instant',
    planned_at: 'instant',
    expires_at: 'instant',
  }),
  on: 'm.id = r.message_id',
  where: `m.status = 'pending' AND m.planned_at IS NOT DISTINCT FROM r.planned_before
    AND m.expires_at IS NOT DISTINCT FROM r.expires_before`,
  returning: 'id',
})
