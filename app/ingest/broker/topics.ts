import { setTimeout as delay } from 'node:timers/promises'
import type { Admin } from '@platformatic/kafka'
import type { KafkaSettings } from '#settings/kafka_config'
import { connectionOf, ignoreErrorEvents, loadClient } from '#ingest/broker/connect'

const TOPIC_RESOURCE = 2
const KNOWN_WITHIN_MS = 10_000
const LOOK_AGAIN_AFTER_MS = 200

export interface TopicState {
  topic: string
  exists: boolean
  partitions: number
  replicas: number
  /** Bytes of the longest record that it takes, of its batch to be exact. */
  largestBytes: number | null
}

/** The partitions of a topic, as offsets: what is stored, and how far the group is. */
export interface PartitionOffsets {
  topic: string
  partition: number
  /** The oldest record that is still stored. */
  first: bigint
  /** What the next record will get. */
  end: bigint
  /** The next record that the group reads; null if it has read none. */
  committed: bigint | null
}

/** Runs `work` with a client for administration, and closes it. */
export async function withAdmin<Result>(
  settings: KafkaSettings,
  work: (admin: Admin) => Promise<Result>
): Promise<Result> {
  const { Admin: AdminClient } = await loadClient()
  const admin = new AdminClient({ ...connectionOf(settings, 'admin'), retries: 1 })
  ignoreErrorEvents(admin)
  try {
    return await work(admin)
  } finally {
    await admin.close().catch(() => undefined)
  }
}

export async function describeTopics(admin: Admin, names: string[]): Promise<TopicState[]> {
  const existing = new Set(await admin.listTopics())
  const found = names.filter((name) => existing.has(name))
  const missing = { exists: false, partitions: 0, replicas: 0, largestBytes: null }
  if (found.length === 0) return names.map((topic) => ({ topic, ...missing }))
  const metadata = await admin.metadata({ topics: found })
  const configs = await admin.describeConfigs({
    resources: found.map((resourceName) => ({ resourceType: TOPIC_RESOURCE, resourceName })),
  })
  return names.map((topic) => {
    const state = metadata.topics.get(topic)
    if (!state) return { topic, ...missing }
    const config = configs.find(({ resourceName }) => resourceName === topic)
    const limit = config?.configs.find(({ name }) => name === 'max.message.bytes')
    return {
      topic,
      exists: true,
      partitions: state.partitionsCount,
      replicas: state.partitions[0]?.replicas.length ?? 0,
      largestBytes: limit?.value ? Number(limit.value) : null,
    }
  })
}

export async function createTopics(
  admin: Admin,
  topics: { topic: string; partitions: number; largestBytes?: number }[]
): Promise<void> {
  for (const { topic, partitions, largestBytes } of topics) {
    const limit = largestBytes && { name: 'max.message.bytes', value: String(largestBytes) }
    await admin.createTopics({ topics: [topic], partitions, configs: limit ? [limit] : [] })
  }
  await untilKnown(
    admin,
    topics.map(({ topic }) => topic)
  )
}

/** Brokers hear of a new topic from one another. */
async function untilKnown(admin: Admin, topics: string[]): Promise<void> {
  const deadline = performance.now() + KNOWN_WITHIN_MS
  while (topics.length > 0) {
    try {
      await admin.metadata({ topics, forceUpdate: true })
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await delay(LOOK_AGAIN_AFTER_MS)
    }
  }
}

/** The offsets of every partition of these topics, which must exist. */
export async function offsetsOf(
  admin: Admin,
  topics: string[],
  groupId: string
): Promise<PartitionOffsets[]> {
  const metadata = await admin.metadata({ topics })
  const partitionsOf = (topic: string) =>
    Array.from({ length: metadata.topics.get(topic)!.partitionsCount }, (_, index) => index)
  const at = (timestamp: bigint) =>
    admin.listOffsets({
      topics: topics.map((name) => ({
        name,
        partitions: partitionsOf(name).map((partitionIndex) => ({ partitionIndex, timestamp })),
      })),
    })
  const [firsts, ends, groups] = await Promise.all([
    at(-2n),
    at(-1n),
    admin.listConsumerGroupOffsets({
      groups: [
        {
          groupId,
          topics: topics.map((name) => ({ name, partitionIndexes: partitionsOf(name) })),
        },
      ],
    }),
  ])
  const find = (list: typeof ends, topic: string, partition: number) =>
    list
      .find(({ name }) => name === topic)
      ?.partitions.find(({ partitionIndex }) => partitionIndex === partition)?.offset ?? 0n
  return topics.flatMap((topic) =>
    partitionsOf(topic).map((partition) => {
      const committed = groups[0]?.topics
        .find(({ name }) => name === topic)
        ?.partitions.find(({ partitionIndex }) => partitionIndex === partition)?.committedOffset
      return {
        topic,
        partition,
        first: find(firsts, topic, partition),
        end: find(ends, topic, partition),
        committed: committed === undefined || committed < 0n ? null : committed,
      }
    })
  )
}
