import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { lagOf } from '#monitoring/health/kafka_check'
import type { KafkaConfig } from '#settings/kafka_config'
import { query } from '#storage/sql'
import type { Metric } from './metric.js'

const COUNTS = ['received', 'created', 'duplicates', 'failed', 'dead_letters'] as const

type PartitionRow = Pick<
  Rows['ingest_partitions'],
  'topic' | 'partition_id' | 'next_offset' | 'end_offset' | (typeof COUNTS)[number]
>

/** The names of the counts in the label `result`. */
const RESULTS: Record<(typeof COUNTS)[number], string> = {
  received: 'received',
  created: 'processed',
  duplicates: 'duplicate',
  failed: 'failed',
  dead_letters: 'sent_to_dlq',
}

/** The intake from Kafka as its consumers wrote it down: the broker is not asked. */
export async function ingestMetrics(
  client: QueryClientContract,
  kafka: KafkaConfig
): Promise<Metric[]> {
  const rows = await query<PartitionRow>(
    client,
    `SELECT topic, partition_id, next_offset, end_offset, ${COUNTS.join(', ')} FROM ingest_partitions
     ORDER BY topic, partition_id`
  )
  const sum = (count: (typeof COUNTS)[number]) =>
    rows.reduce((total, row) => total + Number(row[count]), 0)
  return [
    {
      name: 'ingest_records_total',
      type: 'counter',
      help: 'Records from Kafka, by what became of them.',
      samples: COUNTS.map((count) => ({ labels: { result: RESULTS[count] }, value: sum(count) })),
    },
    {
      name: 'kafka_consumer_lag',
      type: 'gauge',
      help: 'Records of a partition, as topic/number, that are not yet taken in.',
      samples: rows
        .filter(({ topic }) => kafka.isOn && isRead(topic, kafka))
        .map((row) => ({
          labels: { partition: `${row.topic}/${row.partition_id}` },
          value: lagOf(row),
        })),
    },
  ]
}

function isRead(topic: string, { settings: { topics } }: KafkaConfig): boolean {
  return topic === topics.ingest || topic === topics.retry
}
