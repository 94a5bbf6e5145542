import { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Clock } from '#app/clock'
import type { Finding, HealthCheck } from '#monitoring/health/health_check'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { newestZoneData } from '#storage/zone_data_versions'
import { ZONE_DATA } from '#values/zone_data'

/** Minutes for which the last heartbeat of a process says which data it has. */
const HEARD_WITHIN_MINUTES = 10

const UPDATE = 'update Node: "npm install node@24", then start the processes again'

/**
 * Whether the rules of the time zones are recent, and the same for all processes. The day of a
 * release is not known, only its year: the data is at least as old as the end of that year, or as
 * the day on which it was first seen here.
 */
export const zonesCheck: HealthCheck = {
  key: 'zones:age',
  name: 'zones',
  async run({ client, clock, config }) {
    const warn = config.monitoring.zoneDataWarnMonths
    const { newest, firstSeen, others } = await whatIsKnown(client, clock)
    const months = ageInMonths(ZONE_DATA, firstSeen, clock.now())
    const found = (status: Finding['status'], output: string): Finding => ({
      status,
      observedValue: months,
      observedUnit: 'months',
      thresholds: { warn },
      output,
    })
    const ours = `Zone data ${ZONE_DATA}, at least ${months} month${months === 1 ? '' : 's'} old`
    if (newest > ZONE_DATA) {
      return found(
        'warn',
        `${ours}: this process has older zone data than times were planned by (${newest}), and may work with wrong hours: ${UPDATE}`
      )
    }
    if (others.length > 0) {
      const hosts = others.map(({ host, version }) => `host "${host}" has ${version}`).join(', ')
      return found('warn', `${ours}; processes differ: ${hosts}. Where it is older, ${UPDATE}`)
    }
    if (months >= warn) {
      return found('warn', `${ours}: rules that changed since are not known; ${UPDATE}`)
    }
    return found('pass', ours)
  },
}

async function whatIsKnown(client: QueryClientContract, clock: Clock) {
  const now = clock.sharedNow()
  const near = { minutes: HEARD_WITHIN_MINUTES }
  const others = await query<{ host: string; version: string }>(
    client,
    `SELECT DISTINCT host, zone_data AS version FROM workers
     WHERE stopped_at IS NULL AND heartbeat_at BETWEEN :since AND :until AND zone_data <> :ours
     ORDER BY host, zone_data`,
    { since: toSqlInstant(now.minus(near)), until: toSqlInstant(now.plus(near)), ours: ZONE_DATA }
  )
  const [seen] = await query<{ first_seen_at: string }>(
    client,
    'SELECT first_seen_at FROM zone_data_versions WHERE version = :ours',
    { ours: ZONE_DATA }
  )
  const newest = await newestZoneData(client)
  return {
    newest: newest?.version ?? ZONE_DATA,
    firstSeen: seen ? fromSqlInstant(seen.first_seen_at) : null,
    others,
  }
}

/** The months that have certainly passed since the release. */
export function ageInMonths(version: string, firstSeen: DateTime | null, now: DateTime): number {
  const endOfYear = DateTime.utc(Number(version.slice(0, 4)) + 1)
  const latest = firstSeen ? DateTime.min(endOfYear, firstSeen) : endOfYear
  return Math.max(0, Math.floor(now.diff(latest, 'months').months))
}
