import { setTimeout as delay } from 'node:timers/promises'
import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import type { BrokerRecord } from '#ingest/broker/broker_record'
import type { GroupConsumer } from '#ingest/broker/group_consumer'
import type { Producer } from '#ingest/broker/producer'
import { deadLetterOf } from '#ingest/dead_letter'
import type { IngestFault } from '#ingest/ingest_faults'
import { InsistOnAnswers, withoutText } from '#ingest/insist_on_answers'
import { isFaultOfRecord } from '#ingest/is_fault_of_record'
import { TakeInRequests, type Intake } from '#ingest/take_in_requests'
import { KafkaConfig } from '#settings/kafka_config'

export interface Session {
  consumer: GroupConsumer
  producer: Producer
  signal: AbortSignal
}

/** One record and what became of it. */
export type Settled = [record: BrokerRecord, intake: Intake]

/**
 * Takes a batch to its end: every record is in the database, or in its dead letter topic and
 * confirmed there. Until both answer it goes on trying.
 */
@inject()
export class SettleBatch {
  constructor(
    private readonly requests: TakeInRequests,
    private readonly kafka: KafkaConfig,
    private readonly insist: InsistOnAnswers,
    private readonly logger: Logger
  ) {}

  /**
   * Returns what became of the records that still belong to this consumer; null if it was told to
   * end before, and then nothing may be committed to Kafka.
   */
  async run(
    records: BrokerRecord[],
    session: Session,
    quarantine?: IngestFault
  ): Promise<Settled[] | null> {
    const own = () => records.filter((record) => session.consumer.keeps(record))
    const settled = quarantine
      ? own().map((record): Settled => [record, quarantine])
      : await this.insist.on('the database', () => this.#takeIn(own(), session), session.signal)
    if (!settled) return null
    const letters = settled.flatMap(([record, intake]) =>
      typeof intake === 'string' ? [] : [deadLetterOf(record, intake, this.kafka.settings.topics)]
    )
    if (letters.length === 0) return settled
    const sent = await this.insist.on(
      'the dead letter topic',
      () => session.producer.send(letters).then(() => true),
      session.signal
    )
    return sent ? settled : null
  }

  /** Rejects only with what passes. */
  async #takeIn(records: BrokerRecord[], session: Session): Promise<Settled[]> {
    if (records.length === 0) return []
    try {
      const intakes = await this.requests.run(records, (topic) => session.consumer.topicId(topic))
      return records.map((record, place) => [record, intakes[place]])
    } catch (error) {
      if (!isFaultOfRecord(error)) throw error
      if (records.length === 1) return [[records[0], await this.#retryAlone(records[0], session)]]
      const settled: Settled[] = []
      for (const record of records) settled.push(...(await this.#takeIn([record], session)))
      return settled
    }
  }

  /** The record failed once. */
  async #retryAlone(record: BrokerRecord, session: Session): Promise<Intake> {
    let attempts = 1
    let last: unknown
    for (const waitMs of this.kafka.settings.retryWaitsMs) {
      await delay(waitMs)
      attempts += 1
      try {
        const [intake] = await this.requests.run([record], (topic) =>
          session.consumer.topicId(topic)
        )
        return intake
      } catch (error) {
        if (!isFaultOfRecord(error)) throw error
        last = error
      }
    }
    this.logger.error(
      { ...placeOf(record), ...withoutText(last) },
      'a record failed again and again'
    )
    return { errorClass: 'failed', reason: reasonOf(last), attempts }
  }
}

export function placeOf({ topic, partition, offset }: BrokerRecord) {
  return { topic, partition, offset: String(offset) }
}

function reasonOf(error: unknown): string {
  const { error: name, code } = withoutText(error)
  return `taking it in failed each time: ${code ?? name ?? 'an unknown error'}`
}
