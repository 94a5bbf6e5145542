import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { REQUESTS_DENIED, type DenialCounts } from '#monitoring/denials/denials'
import type { HealthCheck } from '#monitoring/health/health_check'
import { toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Events read: those of an hour, of two web processes with as many sources as are told apart. */
const MOST_EVENTS = 2_500

interface DenialEvent {
  source: string
  total: number
  counts: DenialCounts
}

/**
 * Requests that were denied in the last hour: with wrong tokens or secrets, without the ability, or
 * too many. Walks the index audit_events_by_action.
 */
export const denialsCheck: HealthCheck = {
  key: 'requests:denied',
  name: 'denials',
  async run({ client, clock, config: { monitoring } }) {
    const since = toSqlInstant(clock.now().minus({ hours: 1 }))
    const events = await findDenials(client, since)
    const total = sumOf(events.map((event) => event.total))
    const { denialsPerHour: threshold } = monitoring
    const found = {
      observedValue: total,
      observedUnit: 'requests',
      thresholds: { warn: threshold },
    }
    if (total === 0)
      return { ...found, status: 'pass', output: 'No request was denied in the last hour' }
    const says = `${total} requests were denied in the last hour, most from ${largestOf(events)}`
    if (total < threshold) return { ...found, status: 'pass', output: says }
    return {
      ...found,
      status: 'warn',
      output: `${says}. If that caller is yours, correct its token or secret, or let it ask less often; otherwise block its network`,
    }
  },
}

async function findDenials(client: QueryClientContract, since: string): Promise<DenialEvent[]> {
  const rows = await query<{ source: string; detail: string }>(
    client,
    `SELECT subject AS source, detail FROM audit_events
     WHERE action = :action AND at > :since ORDER BY at DESC LIMIT :most`,
    { action: REQUESTS_DENIED, since, most: MOST_EVENTS }
  )
  return rows.map(({ source, detail }) => ({ source, ...JSON.parse(detail) }))
}

/** `203.0.113.0/24 (api_401: 280)`. */
function largestOf(events: DenialEvent[]): string {
  const bySource = new Map<string, { total: number; kinds: Map<string, number> }>()
  for (const { source, total, counts } of events) {
    const known = bySource.get(source) ?? { total: 0, kinds: new Map<string, number>() }
    for (const [kind, count] of Object.entries(counts))
      known.kinds.set(kind, (known.kinds.get(kind) ?? 0) + count)
    bySource.set(source, { ...known, total: known.total + total })
  }
  const [[source, { kinds }]] = [...bySource].sort(([, one], [, other]) => other.total - one.total)
  const [[kind, count]] = [...kinds].sort(([, one], [, other]) => other - one)
  return `${source} (${kind}: ${count})`
}

const sumOf = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0)
