import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { headerOf, type BrokerRecord } from '#ingest/broker/broker_record'
import { readTopic } from '#ingest/broker/read_topic'
import { describeTopics, withAdmin } from '#ingest/broker/topics'
import { DEAD_LETTER_HEADERS } from '#ingest/dead_letter'
import { KafkaConfig } from '#settings/kafka_config'
import { query } from '#storage/sql'

/** A record of a dead letter topic: `TOPIC:PARTITION:OFFSET` names it. */
export interface DeadLetter {
  id: string
  record: BrokerRecord
  /** Tells its topic from an earlier one of the same name. */
  topicId: string
  /** ISO 8601: when it became a dead letter. */
  at: string
  errorClass: string | null
  reason: string | null
  attempts: number | null
  /** Where it came from. */
  source: { topic: string; partition: number; offset: string } | null
  /** Sent in again by a person; `unconfirmed`: it may be stored or not. */
  replay: 'confirmed' | 'unconfirmed' | null
}

type ReplayRow = Pick<
  Rows['ingest_replays'],
  'topic_id' | 'partition_id' | 'record_offset' | 'confirmed_at'
>

const ID = /^([\w.-]{1,249}):(\d{1,9}):(\d{1,18})$/

/** Dead letters of Kafka, read from their topics. */
@inject()
export class DeadLetters {
  constructor(
    private readonly kafka: KafkaConfig,
    private readonly db: Database
  ) {}

  /** The newest of each dead letter topic and partition, newest first. */
  async list({ most = 20 } = {}): Promise<DeadLetter[]> {
    const { topics } = this.kafka.settings
    const names = [topics.ingestDeadLetters, topics.retryDeadLetters]
    const states = await withAdmin(this.kafka.settings, (admin) => describeTopics(admin, names))
    const found: DeadLetter[] = []
    for (const { topic, exists } of states)
      if (exists) found.push(...(await this.#read(topic, { most })))
    return found.sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, most)
  }

  /** Undefined if there is none, or no longer. */
  async find(id: string): Promise<DeadLetter | undefined> {
    const { topics } = this.kafka.settings
    const [, topic, partition, offset] = ID.exec(id) ?? []
    if (topic !== topics.ingestDeadLetters && topic !== topics.retryDeadLetters) return undefined
    const from = { partition: Number(partition), offset: BigInt(offset) }
    const [letter] = await this.#read(topic, { most: 1, from })
    return letter?.id === id ? letter : undefined
  }

  async #read(topic: string, options: Parameters<typeof readTopic>[2]): Promise<DeadLetter[]> {
    const { settings } = this.kafka
    const metadata = await withAdmin(settings, (admin) => admin.metadata({ topics: [topic] }))
    const topicId = metadata.topics.get(topic)!.id
    const replays = await query<ReplayRow>(
      this.db.connection(),
      `SELECT topic_id, partition_id, record_offset, confirmed_at FROM ingest_replays
       WHERE topic_id = :topic_id`,
      { topic_id: topicId }
    )
    const replayed = new Map(replays.map((row) => [placeOf(row), row]))
    const records = await readTopic(settings, topic, options)
    return records.map((record) => {
      const { partition, offset } = record
      const place = placeOf({ partition_id: partition, record_offset: Number(offset) })
      return letterOf(record, topicId, replayed.get(place))
    })
  }
}

function placeOf(row: Pick<ReplayRow, 'partition_id' | 'record_offset'>): string {
  return `${row.partition_id}:${row.record_offset}`
}

function letterOf(record: BrokerRecord, topicId: string, replay?: ReplayRow): DeadLetter {
  const names = DEAD_LETTER_HEADERS
  const topic = headerOf(record, names.topic)
  const attempts = headerOf(record, names.attempts)
  return {
    id: `${record.topic}:${record.partition}:${record.offset}`,
    record,
    topicId,
    at: new Date(Number(record.timestamp)).toISOString(),
    errorClass: headerOf(record, names.errorClass) ?? null,
    reason: headerOf(record, names.reason) ?? null,
    attempts: attempts === undefined ? null : Number(attempts),
    source:
      topic === undefined
        ? null
        : {
            topic,
            partition: Number(headerOf(record, names.partition)),
            offset: headerOf(record, names.offset) ?? '',
          },
    replay: replay ? (replay.confirmed_at ? 'confirmed' : 'unconfirmed') : null,
  }
}
