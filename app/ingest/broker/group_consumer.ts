import { once } from 'node:events'
import type { Consumer, Message, MessagesStream } from '@platformatic/kafka'
import type { KafkaSettings } from '#settings/kafka_config'
import type { BrokerRecord } from '#ingest/broker/broker_record'
import { withinMs } from '#promises/within_ms'
import { connectionOf, ignoreErrorEvents, loadClient } from '#ingest/broker/connect'

/** Small, so that a rebalance finds few records that belong to another consumer by now. */
const FETCH_BYTES = 262_144
const BUFFERED_RECORDS = 500
const FETCH_WAIT_MS = 500
const LEAVE_WITHIN_MS = 5_000
const REBALANCE_WITHIN_MS = 30_000
/** Beats in the time of a session. */
const BEATS = 4

export interface Position {
  topic: string
  partition: number
  offset: bigint
}

/**
 * A member of the consumer group. Offsets are committed only when told. It knows which partitions
 * are its own at the moment; the client goes on to hand out records of others that it has buffered.
 */
export class GroupConsumer {
  readonly #consumer: Consumer
  readonly #stream: MessagesStream<Buffer, Buffer, Buffer, Buffer>
  readonly #topicIds: Map<string, string>
  #failure: unknown
  /** By partition, the first record that was let go of. */
  readonly #letGo = new Map<string, bigint>()

  /** Called when partitions were handed out anew. */
  onAssigned: () => void = () => undefined

  /** Joins the group. @throws if no broker answers, or a topic does not exist */
  static async join(settings: KafkaSettings, topics: string[]): Promise<GroupConsumer> {
    const { Consumer } = await loadClient()
    const consumer = new Consumer({
      ...connectionOf(settings, 'consumer'),
      groupId: settings.groupId,
      groupProtocol: 'classic',
      autocommit: false,
      sessionTimeout: settings.sessionTimeoutMs,
      heartbeatInterval: Math.round(settings.sessionTimeoutMs / BEATS),
      rebalanceTimeout: Math.max(REBALANCE_WITHIN_MS, settings.sessionTimeoutMs),
      maxBytes: FETCH_BYTES,
      maxWaitTime: FETCH_WAIT_MS,
      highWaterMark: BUFFERED_RECORDS,
    })
    ignoreErrorEvents(consumer)
    try {
      const metadata = await consumer.metadata({ topics })
      const ids = new Map(topics.map((topic) => [topic, metadata.topics.get(topic)!.id]))
      const stream = await consumer.consume({ topics, mode: 'committed', fallbackMode: 'earliest' })
      return new GroupConsumer(consumer, stream, ids)
    } catch (error) {
      await consumer.close(true).catch(() => undefined)
      throw error
    }
  }

  private constructor(
    consumer: Consumer,
    stream: MessagesStream<Buffer, Buffer, Buffer, Buffer>,
    topicIds: Map<string, string>
  ) {
    this.#consumer = consumer
    this.#stream = stream
    this.#topicIds = topicIds
    stream.on('error', (error) => (this.#failure = error))
    stream.on('close', () => (this.#failure ??= new Error('the connection to Kafka was closed')))
    /** A listener is what makes the stream fetch. */
    stream.on('readable', () => undefined)
    consumer.on('consumer:group:join', () => this.onAssigned())
  }

  /** Tells a topic from an earlier one of the same name, whose offsets began at 0 as well. */
  topicId(topic: string): string {
    return this.#topicIds.get(topic) ?? ''
  }

  /** The partitions of this member, now. */
  get assigned(): { topic: string; partitions: number[] }[] {
    return this.#consumer.assignments ?? []
  }

  isAssigned({ topic, partition }: { topic: string; partition: number }): boolean {
    return this.assigned.some((own) => own.topic === topic && own.partitions.includes(partition))
  }

  /** Whether a record still is its own. What is let go of must come again before what is behind it. */
  keeps(record: Position): boolean {
    if (this.isAssigned(record)) return true
    const place = placeOf(record)
    const first = this.#letGo.get(place)
    if (first === undefined || record.offset < first) this.#letGo.set(place, record.offset)
    return false
  }

  /**
   * The client goes on behind records that were let go of, when their partition comes back and no
   * offset of it was ever committed. A new connection begins at the right place.
   */
  async #checkNoneIsSkipped(record: Position): Promise<void> {
    const place = placeOf(record)
    const first = this.#letGo.get(place)
    if (first === undefined) return
    if (record.offset > first && record.offset > (await this.#committed(record)))
      throw new Error('records of a partition that came back were skipped')
    this.#letGo.delete(place)
  }

  /** Where the group goes on in a partition; -1 if nothing of it was ever committed. */
  async #committed({ topic, partition }: Position): Promise<bigint> {
    const topics = [{ topic, partitions: [partition] }]
    const offsets = await this.#consumer.listCommittedOffsets({ topics })
    return offsets.get(topic)?.[partition] ?? -1n
  }

  /**
   * Up to `most` records of its own partitions, in their order. Once there is one it waits
   * `lingerMs` for more; empty if the signal ends it. @throws once the connection is lost for good
   */
  async next(
    most: number,
    { lingerMs, signal }: { lingerMs: number; signal: AbortSignal }
  ): Promise<BrokerRecord[]> {
    const records: BrokerRecord[] = []
    let lingered: AbortSignal | undefined
    while (!signal.aborted && records.length < most) {
      const message = this.#stream.read() as Message<Buffer, Buffer, Buffer, Buffer> | null
      if (message) {
        if (!this.keeps(message)) continue
        await this.#checkNoneIsSkipped(message)
        records.push(recordOf(message))
        continue
      }
      if (this.#failure) throw this.#failure
      if (records.length > 0) lingered ??= AbortSignal.timeout(lingerMs)
      if (lingered?.aborted) break
      await this.#more(lingered ? AbortSignal.any([signal, lingered]) : signal)
    }
    return records
  }

  /** Whether records are waiting that were fetched already. */
  get hasBuffered(): boolean {
    return this.#stream.readableLength > 0
  }

  /** `offset`: the next record to read. */
  async commit(positions: Position[]): Promise<void> {
    const offsets = positions.map((position) => ({ ...position, leaderEpoch: -1 }))
    await this.#consumer.commit({ offsets })
  }

  /** The offset that the next record of each own partition will get. */
  async endOffsets(): Promise<Position[]> {
    const topics = this.assigned.map(({ topic }) => topic)
    if (topics.length === 0) return []
    const partitions = Object.fromEntries(this.assigned.map((own) => [own.topic, own.partitions]))
    const offsets = await this.#consumer.listOffsets({ topics, partitions, timestamp: -1n })
    return this.assigned.flatMap((own) =>
      own.partitions.map((partition) => ({
        topic: own.topic,
        partition,
        offset: offsets.get(own.topic)?.[partition] ?? 0n,
      }))
    )
  }

  /** Leaves the group: another member takes over at once. */
  async close(): Promise<void> {
    this.#stream.destroy()
    await withinMs(this.#consumer.close(true), LEAVE_WITHIN_MS)
  }

  async #more(signal: AbortSignal): Promise<void> {
    await once(this.#stream, 'readable', { signal }).catch((error) => {
      if (!signal.aborted) this.#failure ??= error
    })
  }
}

function placeOf({ topic, partition }: Position): string {
  return `${topic}:${partition}`
}

function recordOf(message: Message<Buffer, Buffer, Buffer, Buffer>): BrokerRecord {
  const { topic, partition, offset, key, value, headerEntries, timestamp } = message
  return {
    topic,
    partition,
    offset,
    key: key ?? null,
    value: value ?? null,
    headers: headerEntries.map(([name, content]) => [name, content ?? null]),
    timestamp,
  }
}
