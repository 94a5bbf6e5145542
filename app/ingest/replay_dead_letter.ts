import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { header } from '#ingest/broker/broker_record'
import { Producer } from '#ingest/broker/producer'
import { DEAD_LETTER_HEADERS, REPLAY_HEADER } from '#ingest/dead_letter'
import { DeadLetters } from '#ingest/dead_letters'
import { KafkaConfig } from '#settings/kafka_config'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'
import { insertRows, updateRows } from '#storage/write_rows'

export interface ReplayRequest {
  /** `TOPIC:PARTITION:OFFSET`. */
  id: string
  actor: string
  /** Instead of the value that could not be taken in. */
  value?: Buffer
}

export type Replay =
  | { outcome: 'replayed'; topic: string }
  | { outcome: 'not_found' }
  /** `unconfirmed`: the broker did not say that it is stored. It may be sent once more by hand. */
  | { outcome: 'already'; replay: 'confirmed' | 'unconfirmed' }

/**
 * Sends a dead letter in again, at most once: the database has a row for it before the broker hears
 * of it. Taken in twice after all, it makes one job, because it keeps its identity.
 */
@inject()
export class ReplayDeadLetter {
  constructor(
    private readonly kafka: KafkaConfig,
    private readonly letters: DeadLetters,
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** @throws if the broker does not confirm: then nobody knows, and it is not sent again by itself */
  async run({ id, actor, value }: ReplayRequest): Promise<Replay> {
    const letter = await this.letters.find(id)
    if (!letter) return { outcome: 'not_found' }
    const { record, topicId } = letter
    const { topics } = this.kafka.settings
    const topic = record.topic === topics.retryDeadLetters ? topics.retry : topics.ingest
    const place = {
      topic_id: topicId,
      partition_id: record.partition,
      record_offset: Number(record.offset),
    }
    const isFirst = await this.#begin(
      { ...place, topic: record.topic, target: topic },
      {
        id,
        actor,
        edited: value !== undefined,
      }
    )
    if (!isFirst) return { outcome: 'already', replay: letter.replay ?? 'unconfirmed' }
    const own = new Set<string>([...Object.values(DEAD_LETTER_HEADERS), REPLAY_HEADER])
    const kept = record.headers.filter(([name]) => !own.has(name.toString()))
    const identity = `dlq:${topicId}:${record.partition}:${record.offset}`
    const producer = new Producer(this.kafka.settings, 'replays')
    try {
      await producer.send([
        {
          topic,
          key: record.key,
          value: value ?? record.value,
          headers: [...kept, header(REPLAY_HEADER, identity)],
        },
      ])
    } finally {
      await producer.close().catch(() => undefined)
    }
    await updateRows(
      this.db.connection(),
      {
        table: 'ingest_replays',
        set: 'confirmed_at = :now',
        where:
          'topic_id = :topic_id AND partition_id = :partition_id AND record_offset = :record_offset',
      },
      { ...place, now: this.#now() }
    )
    return { outcome: 'replayed', topic }
  }

  /** False if somebody was first. */
  async #begin(
    row: Record<'topic_id' | 'topic' | 'target', string> &
      Record<'partition_id' | 'record_offset', number>,
    { id, actor, edited }: { id: string; actor: string; edited: boolean }
  ): Promise<boolean> {
    const at = this.#now()
    return transaction(this.db.connection(), async (trx) => {
      const inserted = await insertRows(
        trx,
        {
          into: 'ingest_replays',
          columns: 'topic, topic_id, partition_id, record_offset, target, edited, actor, begun_at',
          rows: `VALUES (:topic, :topic_id, :partition_id, :record_offset, :target, ${edited ? 'TRUE' : 'FALSE'}, :actor, :at)`,
          onConflict: { key: 'topic_id, partition_id, record_offset' },
          returning: 'id',
        },
        { ...row, actor, at }
      )
      if (inserted.length === 0) return false
      await appendAuditEvent(trx, {
        at,
        actor,
        action: 'dead_letter_replayed',
        subject: id,
        detail: { target: row.target, edited },
      })
      return true
    })
  }

  #now(): string {
    return toSqlInstant(this.clock.now())
  }
}
