import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { isText } from '#schedules/manage/check_options'
import { findByKeys } from '#schedules/manage/find_by_keys'
import {
  OCCURRENCE_COLUMNS,
  toOccurrence,
  type Occurrence,
  type StoredOccurrence,
} from '#schedules/manage/stored_occurrence'
import {
  isoOf,
  SCHEDULE_COLUMNS,
  toSchedule,
  type Schedule,
  type StoredSchedule,
} from '#schedules/manage/stored_schedule'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'
import { isObject } from '#values/is_object'

export interface FoundJob {
  key: string
  schedule: Schedule
  /** `scheduled` until it is due; what became of it then, or why it never will be. */
  status: 'scheduled' | Occurrence['status'] | NonNullable<Schedule['disabledReason']>
  /** The last one. */
  occurrence: Occurrence | null
  /** The message that a job `sms` has created. Instants in ISO 8601, UTC. */
  message: JobMessage | null
}

export interface JobMessage extends Pick<Rows['sms_messages'], 'id' | 'status' | 'reason'> {
  sentAt: string | null
  deliveredAt: string | null
}

/** What became of a job, by its idempotency key, or by the id of the request that created it. */
@inject()
export class FindJob {
  constructor(private readonly db: Database) {}

  async run(keyOrRequestId: string): Promise<FoundJob | undefined> {
    const row = await find(this.db.connection(), keyOrRequestId)
    if (!row) return undefined
    const key = row.idempotency_key!
    const schedule = toSchedule(row)
    const occurrence = await this.#lastOccurrence(row.id)
    const status = occurrence?.status ?? schedule.disabledReason ?? 'scheduled'
    return { key, schedule, status, occurrence, message: await this.#messageOf(occurrence) }
  }

  async #lastOccurrence(scheduleId: number): Promise<Occurrence | null> {
    const [row] = await query<StoredOccurrence>(
      this.db.connection(),
      `SELECT ${OCCURRENCE_COLUMNS} FROM schedule_occurrences
       WHERE schedule_id = :schedule_id ORDER BY occurrence_at DESC LIMIT 1`,
      { schedule_id: scheduleId }
    )
    return row ? toOccurrence(row) : null
  }

  /** Null also once retention has deleted it. */
  async #messageOf(occurrence: Occurrence | null): Promise<JobMessage | null> {
    const id = isObject(occurrence?.result) ? occurrence.result.messageId : undefined
    if (!Number.isSafeInteger(id)) return null
    const [row] = await query<
      Pick<Rows['sms_messages'], 'id' | 'status' | 'reason' | 'sent_at' | 'delivered_at'>
    >(
      this.db.connection(),
      'SELECT id, status, reason, sent_at, delivered_at FROM sms_messages WHERE id = :id',
      { id: Number(id) }
    )
    if (!row) return null
    const { sent_at: sentAt, delivered_at: deliveredAt, ...message } = row
    return { ...message, sentAt: isoOf(sentAt), deliveredAt: isoOf(deliveredAt) }
  }
}

/** A key comes first: other requests may have its text for an id. */
async function find(client: QueryClientContract, text: string) {
  const byKey = await findByKeys(client, [text])
  return byKey.get(text) ?? (await findByRequestId(client, text))
}

/** The latest, if several jobs came with this id. */
async function findByRequestId(
  client: QueryClientContract,
  requestId: string
): Promise<StoredSchedule | undefined> {
  if (!isText(requestId)) return undefined
  const [row] = await query<StoredSchedule>(
    client,
    `SELECT ${SCHEDULE_COLUMNS} FROM schedules
     WHERE ${along('schedules_of_request')} AND request_id = :request_id ORDER BY id DESC LIMIT 1`,
    { request_id: requestId }
  )
  return row
}
