import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import type { Position } from '#ingest/broker/group_consumer'
import { toSqlInstant } from '#storage/instants'
import type { Insertion } from '#storage/dialects/dialect'
import { query, rowsOf } from '#storage/sql'
import { insertRows, updateRows } from '#storage/write_rows'
import { Heartbeat } from '#timetable/heartbeat'

/** The records of a partition that a process has in hand. */
export interface InHand {
  topic: string
  partition: number
  first: bigint
  last: bigint
  /** Processes that died with the first of them in hand. */
  kills: number
}

/** What became of records of one partition since it was last written down. */
export interface PartitionCounts {
  received: number
  created: number
  duplicates: number
  failed: number
  dead_letters: number
}

export const NO_COUNTS: PartitionCounts = {
  received: 0,
  created: 0,
  duplicates: 0,
  failed: 0,
  dead_letters: 0,
}

export interface PartitionState extends Position {
  counts: PartitionCounts
  inHand?: Omit<InHand, 'topic' | 'partition'>
}

type MarkRow = Pick<
  Rows['ingest_partitions'],
  'topic' | 'partition_id' | 'first_offset' | 'last_offset' | 'kills'
>

/**
 * Says in the database which records this process has in hand, so that the next one knows what its
 * predecessor died of, and how far each partition is, for health and metrics.
 */
@inject()
export class PartitionMarks {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly heartbeat: Heartbeat
  ) {}

  /** Records that other processes had in hand, which are gone or have lost their partitions. */
  async findLeftBehind(): Promise<InHand[]> {
    const rows = await query<MarkRow>(
      this.db.connection(),
      `SELECT topic, partition_id, first_offset, last_offset, kills FROM ingest_partitions
       WHERE first_offset IS NOT NULL AND worker <> :worker`,
      { worker: this.heartbeat.id }
    )
    return rows.map((row) => ({
      topic: row.topic,
      partition: row.partition_id,
      first: BigInt(row.first_offset!),
      last: BigInt(row.last_offset!),
      kills: row.kills,
    }))
  }

  /** Committed before the records are touched, and when nothing is in hand any more. */
  async write(states: PartitionState[]): Promise<void> {
    if (states.length === 0) return
    const client = this.db.connection()
    const rows = states.map(({ topic, partition, offset, counts, inHand }) => ({
      topic,
      partition_id: partition,
      next_offset: Number(offset),
      first_offset: inHand ? Number(inHand.first) : null,
      last_offset: inHand ? Number(inHand.last) : null,
      kills: inHand?.kills ?? 0,
      ...counts,
    }))
    await insertRows(client, markOf(client), {
      rows: JSON.stringify(rows),
      worker: this.heartbeat.id,
      now: toSqlInstant(this.clock.sharedNow()),
    })
  }

  /** A partition without records to take in does not stand still. */
  async look(ends: Position[]): Promise<void> {
    const client = this.db.connection()
    const rows = ends.map(({ topic, partition, offset }) => ({
      topic,
      partition_id: partition,
      end_offset: Number(offset),
    }))
    await insertRows(client, lookOf(client), {
      rows: JSON.stringify(rows),
      worker: this.heartbeat.id,
      now: toSqlInstant(this.clock.sharedNow()),
    })
  }

  /** Another member may get the partitions: what is in hand is not what ends this process. */
  async release(): Promise<void> {
    await updateRows(
      this.db.connection(),
      {
        table: 'ingest_partitions',
        set: 'first_offset = NULL, last_offset = NULL, kills = 0',
        where: 'worker = :worker AND first_offset IS NOT NULL',
      },
      { worker: this.heartbeat.id }
    )
  }
}

type Client = Parameters<typeof rowsOf>[0]

const COUNTS = ['received', 'created', 'duplicates', 'failed', 'dead_letters']

const markOf = (client: Client): Insertion => ({
  into: 'ingest_partitions',
  columns: `topic, partition_id, worker, first_offset, last_offset, kills, next_offset, seen_at,
    progressed_at, ${COUNTS.join(', ')}`,
  rows: `SELECT topic, partition_id, :worker, first_offset, last_offset, kills, next_offset, :now, :now,
      ${COUNTS.join(', ')}
    FROM ${rowsOf(client, 'r', {
      topic: 'text',
      partition_id: 'integer',
      first_offset: 'integer',
      last_offset: 'integer',
      kills: 'integer',
      next_offset: 'integer',
      received: 'integer',
      created: 'integer',
      duplicates: 'integer',
      failed: 'integer',
      dead_letters: 'integer',
    })} WHERE TRUE`,
  onConflict: {
    key: 'topic, partition_id',
    set: `worker = excluded.worker, first_offset = excluded.first_offset,
      last_offset = excluded.last_offset, kills = excluded.kills, seen_at = excluded.seen_at,
      progressed_at = CASE WHEN ingest_partitions.next_offset = excluded.next_offset
        THEN ingest_partitions.progressed_at ELSE excluded.progressed_at END,
      next_offset = excluded.next_offset,
      ${COUNTS.map((name) => `${name} = ingest_partitions.${name} + excluded.${name}`).join(', ')}`,
  },
})

const lookOf = (client: Client): Insertion => ({
  into: 'ingest_partitions',
  columns: 'topic, partition_id, worker, end_offset, kills, seen_at, progressed_at',
  rows: `SELECT topic, partition_id, :worker, end_offset, 0, :now, :now
    FROM ${rowsOf(client, 'r', {
      topic: 'text',
      partition_id: 'integer',
      end_offset: 'integer',
    })} WHERE TRUE`,
  onConflict: {
    key: 'topic, partition_id',
    set: `end_offset = excluded.end_offset, seen_at = excluded.seen_at,
      progressed_at = CASE WHEN ingest_partitions.next_offset >= excluded.end_offset
        OR ingest_partitions.next_offset IS NULL
        THEN excluded.progressed_at ELSE ingest_partitions.progressed_at END`,
  },
})
