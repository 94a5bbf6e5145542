import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import type { ContainerResolver } from '@adonisjs/core/container'
import type { ContainerBindings } from '@adonisjs/core/types'
import db from '@adonisjs/lucid/services/db'
import type { OutgoingRecord } from '#ingest/broker/broker_record'
import { Producer } from '#ingest/broker/producer'
import { createTopics, offsetsOf, withAdmin, type PartitionOffsets } from '#ingest/broker/topics'
import { readTopic } from '#ingest/broker/read_topic'
import { ConsumeRequests, type ConsumerSummary } from '#ingest/consume_requests'
import { PartitionMarks } from '#ingest/partition_marks'
import { KafkaConfig, type KafkaSettings } from '#settings/kafka_config'
import { Heartbeat } from '#timetable/heartbeat'

export interface RunningConsumer {
  /** As SIGTERM does: the batch in hand is finished. */
  stop(): Promise<ConsumerSummary>
}

/** Topics, a group and settings of a test's own, on the broker of the suite. */
export class KafkaWorld {
  readonly #producer: Producer
  readonly #running = new Set<RunningConsumer>()

  private constructor(readonly config: KafkaConfig) {
    this.#producer = new Producer(config.settings)
  }

  /** `without`: topics that do not exist. */
  static async make({
    without = [],
    partitions = 3,
    brokers,
    ...changed
  }: Partial<Omit<KafkaSettings, 'topics'>> & {
    without?: (keyof KafkaSettings['topics'])[]
  } = {}): Promise<KafkaWorld> {
    const own = await app.container.make(KafkaConfig)
    const id = randomUUID().slice(0, 8)
    const topics = Object.fromEntries(
      Object.keys(own.settings.topics).map((use) => [use, `${use}-${id}`])
    ) as KafkaSettings['topics']
    const settings = {
      ...own.settings,
      ...changed,
      brokers: brokers ?? own.settings.brokers,
      partitions,
      topics,
      groupId: `group-${id}`,
    }
    const wanted = Object.entries(topics).filter(([use]) => !without.includes(use as any))
    await withAdmin(settings, (admin) =>
      createTopics(
        admin,
        wanted.map(([, topic]) => ({ topic, partitions }))
      )
    )
    return new KafkaWorld(new KafkaConfig(settings))
  }

  get topics(): KafkaSettings['topics'] {
    return this.config.settings.topics
  }

  /** For `node ace …` as a process of its own. */
  get environment(): Record<string, string> {
    const { brokers, groupId, topics } = this.config.settings
    return {
      KAFKA_BROKERS: brokers.join(','),
      KAFKA_GROUP_ID: groupId,
      KAFKA_INGEST_TOPIC: topics.ingest,
      KAFKA_INGEST_DLQ_TOPIC: topics.ingestDeadLetters,
      KAFKA_RETRY_TOPIC: topics.retry,
      KAFKA_RETRY_DLQ_TOPIC: topics.retryDeadLetters,
      KAFKA_SEND_TOPIC: topics.send,
    }
  }

  /** What the container makes, with the settings of this world. */
  resolver(): ContainerResolver<ContainerBindings> {
    const resolver = app.container.createResolver()
    resolver.bindValue(KafkaConfig, this.config)
    return resolver
  }

  async send(records: (Partial<OutgoingRecord> & { json?: unknown })[]): Promise<void> {
    await this.#producer.send(
      records.map(({ topic = this.topics.ingest, key = null, headers = [], json, value }) => ({
        topic,
        key,
        headers,
        value: value === undefined ? Buffer.from(JSON.stringify(json)) : value,
      }))
    )
  }

  /**
   * A consumer in this process, as another process would be: with an identity of its own. Another
   * group begins with the first record.
   */
  async consume({ groupId = this.config.settings.groupId } = {}): Promise<RunningConsumer> {
    const resolver = this.resolver()
    resolver.bindValue(KafkaConfig, new KafkaConfig({ ...this.config.settings, groupId }))
    const heartbeat = await resolver.make(Heartbeat)
    const own = Object.create(heartbeat, { id: { value: `test:${randomUUID()}` } })
    resolver.bindValue(Heartbeat, own)
    resolver.bindValue(PartitionMarks, await resolver.make(PartitionMarks))
    const consumer = await resolver.make(ConsumeRequests)
    const ending = new AbortController()
    const ended = consumer.run(ending.signal)
    const running = {
      stop: async () => {
        this.#running.delete(running)
        ending.abort()
        return ended
      },
    }
    this.#running.add(running)
    return running
  }

  offsets(): Promise<PartitionOffsets[]> {
    const { topics, groupId } = this.config.settings
    return withAdmin(this.config.settings, (admin) =>
      offsetsOf(admin, [topics.ingest, topics.retry], groupId)
    )
  }

  /** Whether the group has committed everything that was sent. */
  async isDrained(): Promise<boolean> {
    const offsets = await this.offsets()
    return offsets.every(({ end, committed }) => (committed ?? 0n) === end)
  }

  read(topic: string) {
    return readTopic(this.config.settings, topic)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((consumer) => consumer.stop()))
    await this.#producer.close()
  }
}

/** Waits for what becomes true in its own time. */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  { withinMs = 60_000, what = 'what was waited for' } = {}
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`${what} did not happen in ${withinMs} ms`)
    await delay(100)
  }
}

/** A request for an SMS that is due in the far future. */
export function anSmsRequest(changes: Record<string, unknown> = {}) {
  return {
    appName: 'sms',
    scheduledTime: '2099-03-10 15:30:00',
    jobData: { phoneNumber: '+237690000001', message: 'Bonjour' },
    ...changes,
  }
}

/** How many schedules there are for each key. */
export async function schedulesByKey(): Promise<Map<string, number>> {
  const rows = await db
    .from('schedules')
    .select('idempotency_key')
    .count('* as total')
    .groupBy('idempotency_key')
  return new Map(rows.map((row) => [row.idempotency_key, Number(row.total)]))
}
