import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import { countForToken, tokenOf } from '#access/count_for_token'
import { TokenCapReached } from '#access/errors'
import { readTokenCaps } from '#access/read_token_caps'
import { nextRuns } from '#schedules/next_runs'
import { timingOf } from '#schedules/schedule_row'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'
import { dialectOf } from '#storage/dialect_of'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'
import { measureText } from '#texts/measure_text'

/** Runs of a cron expression that are looked at: its shortest gap is nearly always among them. */
const RUNS_COMPARED = 30

/** No cron expression runs more often. */
const SHORTEST_CRON_SECONDS = 60

export interface AdmittedSchedules {
  /** `token:ID`; nobody else has caps. */
  actor: string
  /** As they are now stored, and in force. */
  schedules: StoredSchedule[]
  now: DateTime
  timezone: string
}

/**
 * Holds schedules that a token has just written against its caps, in the same transaction: how
 * often they run, how many it has in force, and, because each brings at least one message, the
 * messages and segments of the day. The row of the token is locked before its schedules are
 * counted, so concurrent requests see each other's.
 *
 * @throws TokenCapReached, which must roll the transaction back
 */
export async function admitForToken(
  trx: TransactionClientContract,
  { actor, schedules, now, timezone }: AdmittedSchedules
): Promise<void> {
  const token = tokenOf(actor)
  if (token === null || schedules.length === 0) return
  await query(trx, `SELECT id FROM auth_access_tokens WHERE id = :token ${dialectOf(trx).lock()}`, {
    token,
  })
  const caps = await readTokenCaps(trx, token)
  if (!caps) return

  const shortest = caps.shortest_interval_seconds
  if (schedules.some((schedule) => secondsBetweenRuns(schedule, shortest, now) < shortest))
    throw new TokenCapReached(
      'shortest_interval_seconds',
      `The token may have a schedule run every ${shortest} seconds at most (shortest_interval_seconds): give longer intervals`
    )
  const most = caps.schedules_in_force
  if ((await countInForce(trx, actor, most + 1)) > most)
    throw new TokenCapReached(
      'schedules_in_force',
      `The token may have ${most} schedules in force (schedules_in_force), and this would be more: delete or pause some first`
    )
  await countMessages(trx, { actor, schedules, now, timezone })
}

/** Also for a run by hand, which brings one more message. */
export async function countMessages(
  trx: TransactionClientContract,
  { actor, schedules, now, timezone }: AdmittedSchedules
): Promise<void> {
  const texts = schedules
    .filter(({ app_name: app }) => app === 'sms')
    .map(({ payload }) => String(JSON.parse(payload).message))
  await countForToken(trx, {
    actor,
    now,
    timezone,
    messages: texts.length,
    segments: texts.reduce((sum, text) => sum + measureText(text).segments, 0),
  })
}

async function countInForce(
  trx: TransactionClientContract,
  actor: string,
  most: number
): Promise<number> {
  const [{ count }] = await query<{ count: number }>(
    trx,
    `SELECT COUNT(*) AS count FROM (
       SELECT 1 FROM schedules WHERE created_by = :actor AND ${along('schedules_in_force')}
       LIMIT :most) AS counted`,
    { actor, most }
  )
  return count
}

function secondsBetweenRuns(row: StoredSchedule, shortest: number, now: DateTime): number {
  if (row.kind === 'once') return Infinity
  if (row.kind === 'interval') return row.interval_ms! / 1_000
  if (shortest <= SHORTEST_CRON_SECONDS) return SHORTEST_CRON_SECONDS
  const runs = nextRuns(timingOf(row), now, RUNS_COMPARED).map((run) => run.toMillis() / 1_000)
  return Math.min(...runs.slice(1).map((run, before) => run - runs[before]))
}
