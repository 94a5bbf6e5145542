import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

const LOOK_BACK_SECONDS = 60

/**
 * The latest second, not after now, that belongs to no run of the schedule: an occurrence is known by its second,
 * and one by hand must not take that of the timetable. What is due and not fired yet, and what comes later, is not
 * touched. Nothing where all seconds of the last minute are taken.
 */
export async function findFreeSecond(
  client: QueryClientContract,
  row: Pick<StoredSchedule, 'id' | 'next_run_at'>,
  now: string
): Promise<string | undefined> {
  const isDue = row.next_run_at !== null && row.next_run_at <= now
  const latest = isDue
    ? fromSqlInstant(row.next_run_at!).minus({ seconds: 1 })
    : fromSqlInstant(now)
  const earliest = latest.minus({ seconds: LOOK_BACK_SECONDS })
  const taken = await query<{ occurrence_at: string }>(
    client,
    `SELECT occurrence_at FROM schedule_occurrences
     WHERE schedule_id = :id AND occurrence_at BETWEEN :earliest AND :latest`,
    { id: row.id, earliest: toSqlInstant(earliest), latest: toSqlInstant(latest) }
  )
  const takenSeconds = new Set(taken.map(({ occurrence_at: at }) => at))
  for (let back = 0; back <= LOOK_BACK_SECONDS; back++) {
    const second = toSqlInstant(latest.minus({ seconds: back }))
    if (!takenSeconds.has(second)) return second
  }
  return undefined
}
