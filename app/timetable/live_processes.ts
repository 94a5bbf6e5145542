import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Seconds after the last heartbeat; a process sends one every 10. */
const ALIVE_SECONDS = 60

/** Schedulers and workers that have not ended, as the database's clock sees them. */
export function findLiveProcesses(
  client: QueryClientContract,
  now: DateTime
): Promise<Pick<Rows['workers'], 'role' | 'host' | 'pid'>[]> {
  return query(
    client,
    `SELECT role, host, pid FROM workers
     WHERE stopped_at IS NULL AND heartbeat_at BETWEEN :silent AND :ahead ORDER BY role, host, pid`,
    {
      silent: toSqlInstant(now.minus({ seconds: ALIVE_SECONDS })),
      ahead: toSqlInstant(now.plus({ seconds: ALIVE_SECONDS })),
    }
  )
}
