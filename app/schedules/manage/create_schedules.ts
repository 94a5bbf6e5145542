import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { checkSchedule, type CheckedSchedule } from '#schedules/manage/check_schedule'
import { findByKeys } from '#schedules/manage/find_by_keys'
import { insertSchedules } from '#schedules/manage/insert_schedules'
import { isSameRequest } from '#schedules/manage/is_same_request'
import type { Author, ScheduleFault, ScheduleRequest } from '#schedules/manage/schedule_request'
import { toSchedule, type Schedule, type StoredSchedule } from '#schedules/manage/stored_schedule'
import { appendAuditEvent } from '#storage/audit_events'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'

export type Creation =
  | { outcome: 'created'; schedule: Schedule }
  /** Its idempotency key belongs to this one. `sameRequest`: the requests match, as far as can be told after an edit. */
  | { outcome: 'existing'; schedule: Schedule; sameRequest: boolean }
  | { outcome: 'refused'; faults: ScheduleFault[] }

interface Wanted {
  request: ScheduleRequest
  creation?: Creation
  schedule?: CheckedSchedule
}

/**
 * Hours by which a repeated request is read earlier than its first one was: zone data may have moved
 * its times since, and they must not become past.
 */
const ZONES_MOVE_HOURS = 26

/**
 * Creates many schedules in one statement: for bulk sources. Of several requests with one
 * idempotency key, at any time and from any process, one creates a schedule and all return it,
 * until retention deletes it.
 */
@inject()
export class CreateSchedules {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly handlers: JobHandlers,
    private readonly logger: Logger
  ) {}

  /** Returns the result of each request, in order. A rejected request does not stop the others. */
  async run(requests: ScheduleRequest[], author: Author): Promise<Creation[]> {
    const wanted: Wanted[] = requests.map((request) => ({ request }))
    /**
     * Repeats only if a schedule with the same key disappears before it is read: retention deleted
     * it.
     */
    for (let open = wanted; open.length > 0; open = open.filter(({ creation }) => !creation)) {
      await this.#answerExisting(open)
      this.#check(open)
      await this.#insert(
        open.filter(({ creation }) => !creation),
        author
      )
    }
    return wanted.map(({ creation }) => creation!)
  }

  /**
   * A repeated request is read as of the day of the first: times that were in the future then may
   * now be past.
   */
  async #answerExisting(wanted: Wanted[]): Promise<void> {
    const existing = await findByKeys(
      this.db.connection(),
      wanted.map(({ request }) => request.idempotencyKey)
    )
    for (const one of wanted) {
      const row = existing.get(one.request.idempotencyKey)
      if (row) one.creation = this.#existing(one.request, row)
    }
  }

  #existing(request: ScheduleRequest, row: StoredSchedule): Creation {
    const circumstances = this.#circumstances(
      fromSqlInstant(row.created_at).minus({ hours: ZONES_MOVE_HOURS })
    )
    const check = checkSchedule(request, this.handlers, circumstances)
    if (!check.usable) return { outcome: 'refused', faults: check.faults }
    const sameRequest = isSameRequest(request, check.schedule, row)
    return { outcome: 'existing', schedule: toSchedule(row), sameRequest }
  }

  #check(wanted: Wanted[]): void {
    for (const one of wanted) {
      if (one.creation || one.schedule) continue
      const check = checkSchedule(one.request, this.handlers, this.#circumstances(this.clock.now()))
      if (check.usable) one.schedule = check.schedule
      else one.creation = { outcome: 'refused', faults: check.faults }
    }
  }

  #circumstances(now = this.clock.now()) {
    return { now, timezone: this.config.timezone }
  }

  async #insert(wanted: Wanted[], author: Author): Promise<void> {
    if (wanted.length === 0) return
    const now = toSqlInstant(this.clock.now())
    const rows = await transaction(this.db.connection(), async (trx) => {
      const schedules = wanted.map(({ schedule }) => schedule!)
      const inserted = await insertSchedules(trx, schedules, author, now)
      const ids = inserted.flatMap((row) => row?.id ?? [])
      if (ids.length > 0) await appendAuditEvent(trx, auditOf(ids, author, now))
      return inserted
    })
    rows.forEach((row, index) => {
      if (row) wanted[index].creation = { outcome: 'created', schedule: toSchedule(row) }
    })
    const created = rows.filter(Boolean).length
    this.logger.info({ ...author, created, asked: wanted.length }, 'schedules created')
  }
}

/** One event per call: a bulk source creates many, and each row says who created it. */
function auditOf(ids: number[], { source, actor }: Author, at: string) {
  const [id] = ids
  return {
    at,
    actor,
    action: 'schedules_created',
    subject: ids.length === 1 ? `schedule:${id}` : null,
    detail: { source, count: ids.length, firstId: id, lastId: ids.at(-1) },
  }
}
