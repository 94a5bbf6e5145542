import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { DateTime } from 'luxon'
import { Clock } from '#app/clock'
import { mapByTurns } from '#promises/map_by_turns'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { admitForToken } from '#schedules/manage/admit_for_token'
import {
  checkSchedule,
  type CheckedSchedule,
  type ScheduleCheck,
} from '#schedules/manage/check_schedule'
import { findByKeys } from '#schedules/manage/find_by_keys'
import { insertSchedules, type NewSchedule } from '#schedules/manage/insert_schedules'
import { isSameRequest } from '#schedules/manage/is_same_request'
import type { Author, ScheduleFault, ScheduleRequest } from '#schedules/manage/schedule_request'
import { toSchedule, type Schedule, type StoredSchedule } from '#schedules/manage/stored_schedule'
import { appendAuditEvent, type AuditEvent } from '#storage/audit_events'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'

export type Creation =
  | { outcome: 'created'; schedule: Schedule }
  /** Its idempotency key belongs to this one. `sameRequest`: the requests match, as far as can be told after an edit. */
  | { outcome: 'existing'; schedule: Schedule; sameRequest: boolean }
  | { outcome: 'refused'; faults: ScheduleFault[] }

interface CreateOptions {
  anyPast?: boolean
  requestIds?: (string | null)[]
}

interface Wanted {
  request: ScheduleRequest
  requestId: string | null
  creation?: Creation
  schedule?: CheckedSchedule
}

/**
 * Hours by which a repeated request is read earlier than its first one was: zone data may have moved
 * its times since, and they must not become past.
 */
const ZONES_MOVE_HOURS = 26

/** What one statement writes at most: nobody else has a turn while it is put together. */
const MOST_ROWS = 1_000
const MOST_CHARACTERS = 1_000_000

/**
 * Creates many schedules in one transaction: for bulk sources. Of several requests with one
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

  /**
   * Returns the result of each request, in order. A rejected request does not stop the others.
   * `anyPast`: instants may be past by more than a day. `requestIds`: by which the schedules can be
   * found besides their keys, in order.
   *
   * @throws TokenCapReached if a token would exceed one of its caps: then none is created
   */
  async run(
    requests: ScheduleRequest[],
    author: Author,
    { anyPast = false, requestIds = [] }: CreateOptions = {}
  ): Promise<Creation[]> {
    const wanted: Wanted[] = requests.map((request, place) => ({
      request,
      requestId: requestIds[place] ?? null,
    }))
    /**
     * Repeats only if a schedule with the same key disappears before it is read: retention deleted
     * it.
     */
    for (let open = wanted; open.length > 0; open = open.filter(({ creation }) => !creation)) {
      await this.#answerExisting(open, anyPast)
      await this.#check(open, anyPast)
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
  async #answerExisting(wanted: Wanted[], anyPast: boolean): Promise<void> {
    const keys = wanted.map(({ request }) => request.idempotencyKey)
    const existing = await findByKeys(this.db.connection(), keys)
    if (existing.size === 0) return
    await mapByTurns(wanted, (one) => {
      const row = existing.get(one.request.idempotencyKey)
      if (row) one.creation = this.#existing(one.request, row, anyPast)
    })
  }

  #existing(request: ScheduleRequest, row: StoredSchedule, anyPast: boolean): Creation {
    const now = fromSqlInstant(row.created_at).minus({ hours: ZONES_MOVE_HOURS })
    const check = this.#checked(request, now, anyPast)
    if (!check.usable) return { outcome: 'refused', faults: check.faults }
    const sameRequest = isSameRequest(request, check.schedule, row)
    return {
      outcome: 'existing',
      get schedule() {
        return toSchedule(row)
      },
      sameRequest,
    }
  }

  async #check(wanted: Wanted[], anyPast: boolean): Promise<void> {
    await mapByTurns(wanted, (one) => {
      if (one.creation || one.schedule) return
      const check = this.#checked(one.request, this.clock.now(), anyPast)
      if (check.usable) one.schedule = check.schedule
      else one.creation = { outcome: 'refused', faults: check.faults }
    })
  }

  #checked(request: ScheduleRequest, now: DateTime, anyPast: boolean): ScheduleCheck {
    const circumstances = { now, timezone: this.config.timezone, anyPast }
    return checkSchedule(request, this.handlers, circumstances)
  }

  async #insert(wanted: Wanted[], author: Author): Promise<void> {
    if (wanted.length === 0) return
    const now = toSqlInstant(this.clock.now())
    const rows = await transaction(this.db.connection(), async (trx) => {
      const inserted: (StoredSchedule | undefined)[] = []
      const schedules = wanted.map(({ schedule, requestId }): NewSchedule => ({
        ...schedule!,
        request_id: requestId,
      }))
      for (const slice of slicesOf(schedules))
        inserted.push(...(await insertSchedules(trx, slice, author, now)))
      const ids = inserted.flatMap((row) => row?.id ?? [])
      await admitForToken(trx, {
        actor: author.actor,
        schedules: inserted.filter((row) => row !== undefined),
        now: this.clock.now(),
        timezone: this.config.timezone,
      })
      if (ids.length > 0) await appendAuditEvent(trx, auditOf(ids, author, now))
      return inserted
    })
    await mapByTurns(rows, (row, index) => {
      if (row) wanted[index].creation = createdFrom(row)
    })
    const created = rows.filter(Boolean).length
    const { source, actor } = author
    this.logger.info({ source, actor, created, asked: wanted.length }, 'schedules created')
  }
}

/** As it was written; put into the form for callers when one asks. */
function createdFrom(row: StoredSchedule): Creation {
  return {
    outcome: 'created',
    get schedule() {
      return toSchedule(row)
    },
  }
}

function slicesOf(schedules: NewSchedule[]): NewSchedule[][] {
  const slices: NewSchedule[][] = []
  let characters = Infinity
  for (const schedule of schedules) {
    const isFull = slices.at(-1)?.length === MOST_ROWS
    characters += schedule.payload.length
    if (isFull || characters > MOST_CHARACTERS) {
      slices.push([])
      characters = schedule.payload.length
    }
    slices.at(-1)!.push(schedule)
  }
  return slices
}

/** One event per call: a bulk source creates many, and each row says who created it. */
function auditOf(ids: number[], { source, actor, reason }: Author, at: string): AuditEvent {
  const [id] = ids
  return {
    at,
    actor,
    action: 'schedules_created',
    subject: ids.length === 1 ? `schedule:${id}` : null,
    detail: { source, reason, count: ids.length, firstId: id, lastId: ids.at(-1) },
  }
}
