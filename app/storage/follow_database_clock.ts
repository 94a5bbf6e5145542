import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Clock, SharedOffset } from '#app/clock'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'

/** The fastest answer is the most exact. */
const QUESTIONS = 3

/** The database writes whole milliseconds. */
const ROUNDING_MS = 1

/**
 * Makes `clock.sharedMs()` follow the database's clock, which all processes read. Instants shared
 * between processes (leases, places of the rate limit, heartbeats) then mean the same to all of
 * them, however wrong a host's clock is. Asks again after some seconds only.
 */
export async function followDatabaseClock(
  client: QueryClientContract,
  clock: Clock
): Promise<void> {
  if (clock.wantsSharedTime) clock.followShared(await measureSharedOffset(client, clock))
}

export async function measureSharedOffset(
  client: QueryClientContract,
  clock: Clock
): Promise<SharedOffset> {
  const answers: SharedOffset[] = []
  for (let asked = 0; asked < QUESTIONS; asked++) {
    const before = clock.elapsedMs()
    const [{ now }] = await query<{ now: number }>(client, `SELECT ${epochMs(client)} AS now`)
    const after = clock.elapsedMs()
    answers.push({ atLeast: now - after - ROUNDING_MS, atMost: now - before + ROUNDING_MS })
  }
  return answers.reduce((best, each) => (width(each) < width(best) ? each : best))
}

function width({ atLeast, atMost }: SharedOffset): number {
  return atMost - atLeast
}

/** SQLite uses the host's clock, which all its processes share. */
function epochMs(client: QueryClientContract): string {
  return isPostgres(client)
    ? 'CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)'
    : `CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)`
}
