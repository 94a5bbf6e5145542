import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import type { SmsSchedulerSettings } from '#settings/sms_scheduler_settings'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

/** Opt-outs counted at most; far more than any threshold, and what it costs is bounded. */
const COUNT_AT_MOST = 50_000
const HOUR_MS = 3_600_000

/** Opt-outs by SMS that hold. Those that were undone, or taken back by a START, do not count. */
export interface CountedOptOuts {
  inLastHour: number
  /** In the worst hour of the last day. */
  inWorstHour: number
  /** So many in an hour are far above the usual. */
  threshold: number
}

type Limits = Pick<
  SmsSchedulerSettings['monitoring'],
  'optOutsPerHour' | 'optOutFactor' | 'optOutAverageDays'
>

/** Compares the last day with the days before it. Walks the index sms_consents_refused_by_reply. */
export async function countOptOuts(
  client: QueryClientContract,
  now: DateTime,
  { optOutsPerHour, optOutFactor, optOutAverageDays: days }: Limits
): Promise<CountedOptOuts> {
  const yesterday = now.minus({ hours: 24 })
  const before = await refusedAt(client, yesterday.minus({ days }), yesterday)
  const usual = before.length / (days * 24)
  const latest = await refusedAt(client, yesterday, now.plus({ seconds: 1 }))
  const hourAgo = now.toMillis() - HOUR_MS
  return {
    inLastHour: latest.filter((at) => at > hourAgo).length,
    inWorstHour: mostInOneHour(latest),
    threshold: Math.max(optOutsPerHour, Math.ceil(usual * optOutFactor)),
  }
}

/** In milliseconds, the earliest first. `to`: not included. */
async function refusedAt(client: QueryClientContract, from: DateTime, to: DateTime) {
  const rows = await query<{ updated_at: string }>(
    client,
    `SELECT updated_at FROM sms_consents
     WHERE ${along('sms_consents_refused_by_reply')} AND updated_at >= :from AND updated_at < :to
     ORDER BY updated_at LIMIT :at_most`,
    { from: toSqlInstant(from), to: toSqlInstant(to), at_most: COUNT_AT_MOST }
  )
  return rows.map(({ updated_at: at }) => fromSqlInstant(at).toMillis())
}

function mostInOneHour(instants: number[]): number {
  let first = 0
  let most = 0
  for (const [last, at] of instants.entries()) {
    while (instants[first] <= at - HOUR_MS) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}
