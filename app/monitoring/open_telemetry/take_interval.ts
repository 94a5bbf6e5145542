import type { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { fromSqlInstant } from '#storage/instants'
import { updateRows } from '#storage/write_rows'

/** An interval, in epoch milliseconds. */
interface Interval {
  startMs: number
  lengthMs: number
}

/**
 * Takes an interval for this process and returns since when is counted; null if it is taken, or a
 * later one is. One that lies ahead was taken by a wrong clock and holds nothing up.
 */
export async function takeInterval(
  client: QueryClientContract,
  { startMs, lengthMs }: Interval
): Promise<DateTime | null> {
  const [row] = await updateRows<Pick<Rows['metric_exports'], 'counted_since'>>(
    client,
    {
      table: 'metric_exports',
      set: 'interval_start_ms = :start',
      where: `name = 'metrics' AND (interval_start_ms < :start OR interval_start_ms > :ahead)`,
      returning: 'counted_since',
    },
    { start: startMs, ahead: startMs + lengthMs }
  )
  return row ? fromSqlInstant(row.counted_since) : null
}
