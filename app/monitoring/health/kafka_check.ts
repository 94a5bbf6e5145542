import type { Rows } from '#database/rows'
import { durationInWords } from '#monitoring/health/duration_in_words'
import type { Finding, HealthCheck } from '#monitoring/health/health_check'
import { secondsSince } from '#monitoring/oldest_due'
import { query } from '#storage/sql'

type PartitionRow = Pick<
  Rows['ingest_partitions'],
  'topic' | 'partition_id' | 'next_offset' | 'end_offset' | 'seen_at' | 'progressed_at'
>

const UNIT = { observedUnit: 'records' } as const

/**
 * Whether requests are taken in from Kafka, as the consumers wrote it down: the broker is not
 * asked.
 */
export const kafkaCheck: HealthCheck = {
  key: 'kafka:lag',
  name: 'kafka',
  async run({ client, clock, kafka }): Promise<Finding> {
    if (!kafka.isOn) return { ...UNIT, status: 'pass', observedValue: null, output: 'Kafka is off' }
    const { groupId, topics, health } = kafka.settings
    const rows = await query<PartitionRow>(
      client,
      `SELECT topic, partition_id, next_offset, end_offset, seen_at, progressed_at
       FROM ingest_partitions WHERE topic IN (:ingest, :retry)`,
      { ingest: topics.ingest, retry: topics.retry }
    )
    const now = clock.sharedNow()
    const lag = rows.reduce((sum, row) => sum + lagOf(row), 0)
    const observed = { ...UNIT, observedValue: lag, thresholds: { warn: health.lagWarn } }

    const silent = rows.filter((row) => secondsSince(row.seen_at, now) > health.silentSeconds)
    if (rows.length === 0 || silent.length > 0) {
      const which =
        rows.length === 0
          ? 'No consumer has ever taken in requests'
          : `No consumer takes in requests of ${placesOf(silent)}`
      return {
        ...observed,
        status: 'fail',
        output: `${which}: start "node ace kafka:consume" (group ${groupId}) and check its log`,
      }
    }
    const still = rows.filter(
      (row) => lagOf(row) > 0 && secondsSince(row.progressed_at, now) > health.stillSeconds
    )
    if (still.length > 0) {
      const longest = Math.max(...still.map((row) => secondsSince(row.progressed_at, now)))
      return {
        ...observed,
        status: 'fail',
        output: `${placesOf(still)} stands still for ${durationInWords(longest)} although records wait: check the log of "node ace kafka:consume" and "node ace kafka:topics"`,
      }
    }
    if (lag >= health.lagWarn)
      return {
        ...observed,
        status: 'warn',
        output: `${lag} records wait to be taken in: start more consumers ("node ace kafka:lag" shows the partitions)`,
      }
    return { ...observed, status: 'pass', output: `Requests are taken in, ${lag} records wait` }
  },
}

/** Records of a partition that are not yet taken in, as the consumers last saw it. */
export function lagOf({
  next_offset: next,
  end_offset: end,
}: Pick<PartitionRow, 'next_offset' | 'end_offset'>): number {
  return next === null || end === null ? 0 : Math.max(0, Number(end) - Number(next))
}

const SHOWN = 3

function placesOf(rows: PartitionRow[]): string {
  const places = rows.map(({ topic, partition_id: partition }) => `${topic}/${partition}`)
  const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more` : ''
  return places.slice(0, SHOWN).join(', ') + more
}
