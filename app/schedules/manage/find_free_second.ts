import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

const LOOK_BACK_SECONDS = 60

/**
 * The latest second, not after now, without an occurrence of the schedule. An occurrence is
 * identified by its second, so a manual run must not take a second of the timing; seconds that are
 * due but not fired, and later ones, are left free. Undefined if all seconds of the last minute are
 * taken.
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
  const taken = await query<Pick<Rows['schedule_occurrences'], 'occurrence_at'>>(
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
