import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { lagOf } from '#monitoring/health/kafka_check'
import { KafkaConfig } from '#settings/kafka_config'
import { query } from '#storage/sql'

type PartitionRow = Pick<
  Rows['ingest_partitions'],
  'topic' | 'partition_id' | 'next_offset' | 'end_offset' | 'progressed_at' | 'worker'
>

export interface PartitionIntake {
  topic: string
  partition: number
  /** Records that wait to be taken in, as a consumer last saw it. */
  lag: number
  /** An instant of the database. */
  progressedAt: string
  worker: string | null
}

/** How far the intake of each partition is. The broker is not asked: a page must not wait for it. */
@inject()
export class ReadIntake {
  constructor(
    private readonly db: Database,
    private readonly kafka: KafkaConfig
  ) {}

  /** Null without Kafka. */
  async run(): Promise<PartitionIntake[] | null> {
    if (!this.kafka.isOn) return null
    const { ingest, retry } = this.kafka.settings.topics
    const rows = await query<PartitionRow>(
      this.db.connection(),
      `SELECT topic, partition_id, next_offset, end_offset, progressed_at, worker
       FROM ingest_partitions WHERE topic IN (:ingest, :retry) ORDER BY topic, partition_id`,
      { ingest, retry }
    )
    return rows.map((row) => ({
      topic: row.topic,
      partition: row.partition_id,
      lag: lagOf(row),
      progressedAt: row.progressed_at,
      worker: row.worker,
    }))
  }
}
