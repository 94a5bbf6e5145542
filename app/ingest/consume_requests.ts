import { setTimeout as delay } from 'node:timers/promises'
import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import type { BrokerRecord } from '#ingest/broker/broker_record'
import { GroupConsumer } from '#ingest/broker/group_consumer'
import { Producer } from '#ingest/broker/producer'
import { InsistOnAnswers } from '#ingest/insist_on_answers'
import { PartitionProgress } from '#ingest/partition_progress'
import { PartitionMarks, type InHand, type PartitionState } from '#ingest/partition_marks'
import { SettleBatch, type Session } from '#ingest/settle_batch'
import { Suspects } from '#ingest/suspects'
import { withinMs } from '#promises/within_ms'
import { inBackground } from '#promises/in_background'
import { KafkaConfig } from '#settings/kafka_config'

/** Milliseconds before it connects again. */
const CONNECT_AGAIN_AFTER_MS = 2_000
/** One that lasted this long was not the end of the same trouble. */
const A_GOOD_SESSION_MS = 60_000
/** Of interruptions in a row, one in this many is logged. */
const TOLD_EVERY = 30
const RELEASE_WITHIN_MS = 2_000
/** Milliseconds between two looks at the end of each partition. */
const LOOK_EVERY_MS = 10_000

export interface ConsumerSummary {
  received: number
  created: number
  duplicates: number
  failed: number
  deadLetters: number
}

/**
 * Takes in requests from Kafka until told to end: one batch, one transaction, and after its commit
 * the offsets. What is delivered again makes no second job (docs/adr/0032).
 */
@inject()
export class ConsumeRequests {
  constructor(
    private readonly kafka: KafkaConfig,
    private readonly batch: SettleBatch,
    private readonly marks: PartitionMarks,
    private readonly insist: InsistOnAnswers,
    private readonly logger: Logger
  ) {}

  async run(signal: AbortSignal): Promise<ConsumerSummary> {
    const progress = new PartitionProgress()
    for (let failures = 0; !signal.aborted; failures++) {
      const beganAt = performance.now()
      try {
        await this.#session(progress, signal)
      } catch (error) {
        if (signal.aborted) break
        if (performance.now() - beganAt > A_GOOD_SESSION_MS) failures = 0
        if (failures % TOLD_EVERY === 0)
          this.logger.error({ err: error }, 'intake from Kafka was interrupted, it connects again')
        await delay(CONNECT_AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined)
      }
    }
    return progress.summary
  }

  /** As long as the connection lasts. */
  async #session(progress: PartitionProgress, signal: AbortSignal): Promise<void> {
    const { topics } = this.kafka.settings
    const consumer = await GroupConsumer.join(this.kafka.settings, [topics.ingest, topics.retry])
    const producer = new Producer(this.kafka.settings, 'dead-letters')
    const looking = setInterval(() => this.#look(consumer), LOOK_EVERY_MS)
    try {
      await this.#takeIn({ consumer, producer, signal }, progress)
    } finally {
      clearInterval(looking)
      await consumer.close().catch(() => undefined)
      await producer.close().catch(() => undefined)
      await withinMs(this.marks.release(), RELEASE_WITHIN_MS).catch(() => undefined)
    }
  }

  async #takeIn(session: Session, progress: PartitionProgress): Promise<void> {
    const { consumer, signal } = session
    const { batchSize, lingerMs } = this.kafka.settings
    let suspects: Suspects | undefined
    consumer.onAssigned = () => {
      suspects = undefined
      this.#release()
    }
    this.#look(consumer)
    while (!signal.aborted) {
      let records = await consumer.next(batchSize, { lingerMs, signal })
      suspects ??= new Suspects(await this.#leftBehind(signal))
      while (records.length > 0 && !signal.aborted) {
        const part = suspects.nextPart(records)
        await this.#settle(part, suspects, session, progress)
        records = records.slice(part.length)
      }
      if (!consumer.hasBuffered) await this.#writeMarks(progress.idle(), signal)
    }
  }

  async #settle(
    records: BrokerRecord[],
    suspects: Suspects,
    session: Session,
    progress: PartitionProgress
  ): Promise<void> {
    const kills = suspects.killsOf(records[0]) ?? 0
    const { mostKills } = this.kafka.settings
    const isQuarantined = kills >= mostKills
    await this.#writeMarks(progress.begin(records, kills), session.signal)
    const fault = isQuarantined
      ? {
          errorClass: 'killed_process' as const,
          reason: `${kills} processes died with it in hand`,
          attempts: kills,
        }
      : undefined
    const settled = await this.batch.run(records, session, fault)
    if (!settled) return
    const positions = progress.end(settled)
    if (positions.length === 0) return
    try {
      await session.consumer.commit(positions)
    } catch (error) {
      /** What was not committed is delivered again, and makes no second job. */
      this.logger.warn({ err: error }, 'offsets were not committed to Kafka')
    }
  }

  async #leftBehind(signal: AbortSignal): Promise<InHand[]> {
    return (await this.insist.on('the database', () => this.marks.findLeftBehind(), signal)) ?? []
  }

  async #writeMarks(states: PartitionState[], signal: AbortSignal): Promise<void> {
    await this.insist.on('the database', () => this.marks.write(states), signal)
  }

  /** Partitions that are lost now may be taken for those that ended this process. */
  #release(): void {
    inBackground(
      () => this.marks.release(),
      (error) => this.logger.warn({ err: error }, 'marks of records in hand were not released')
    )
  }

  #look(consumer: GroupConsumer): void {
    inBackground(
      async () => this.marks.look(await consumer.endOffsets()),
      (error) => this.logger.warn({ err: error }, 'the ends of the partitions were not seen')
    )
  }
}
