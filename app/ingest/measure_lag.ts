import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { offsetsOf, withAdmin } from '#ingest/broker/topics'
import { KafkaConfig } from '#settings/kafka_config'
import { isoOfSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

export interface PartitionLag {
  topic: string
  partition: number
  /** The next record that the group reads; null if it has read none. */
  committed: string | null
  /** What the next record will get. */
  end: string
  /** Records that are not yet taken in. */
  lag: number
  /** The process that last worked on it. */
  worker: string | null
  /** ISO 8601. */
  progressedAt: string | null
}

/** The counts of all consumers since the tables were made. */
export interface IntakeCounts {
  messagesReceived: number
  messagesProcessed: number
  messagesDuplicate: number
  messagesFailed: number
  messagesSentToDLQ: number
}

export interface LagReport extends IntakeCounts {
  lag: number
  partitions: PartitionLag[]
}

type Row = Rows['ingest_partitions']

/** How far the group is, as the broker and the database say. */
@inject()
export class MeasureLag {
  constructor(
    private readonly kafka: KafkaConfig,
    private readonly db: Database
  ) {}

  async run(): Promise<LagReport> {
    const { topics, groupId } = this.kafka.settings
    const offsets = await withAdmin(this.kafka.settings, (admin) =>
      offsetsOf(admin, [topics.ingest, topics.retry], groupId)
    )
    const rows = await query<Row>(this.db.connection(), 'SELECT * FROM ingest_partitions')
    const partitions = offsets.map(({ topic, partition, first, end, committed }): PartitionLag => {
      const row = rows.find((each) => each.topic === topic && each.partition_id === partition)
      const next = committed === null || committed < first ? first : committed
      return {
        topic,
        partition,
        committed: committed === null ? null : String(committed),
        end: String(end),
        lag: Number(end - next),
        worker: row?.worker ?? null,
        progressedAt: row ? isoOfSqlInstant(row.progressed_at) : null,
      }
    })
    const sum = (column: 'received' | 'created' | 'duplicates' | 'failed' | 'dead_letters') =>
      rows.reduce((total, row) => total + Number(row[column]), 0)
    return {
      lag: partitions.reduce((total, { lag }) => total + lag, 0),
      messagesReceived: sum('received'),
      messagesProcessed: sum('created'),
      messagesDuplicate: sum('duplicates'),
      messagesFailed: sum('failed'),
      messagesSentToDLQ: sum('dead_letters'),
      partitions,
    }
  }
}
