import { inject } from '@adonisjs/core'
import { createTopics, describeTopics, withAdmin, type TopicState } from '#ingest/broker/topics'
import { KafkaConfig, type KafkaSettings } from '#settings/kafka_config'

/** Bytes that a dead letter may be longer than its record: the headers that are added. */
const HEADERS_BYTES = 65_536
/** What a broker allows unless it is told otherwise. */
const USUAL_LARGEST_BYTES = 1_048_588

type TopicUse = keyof KafkaSettings['topics'] | 'events'

export interface TopicReport extends TopicState {
  /** What it is for: `ingest`, `retryDeadLetters` … */
  use: TopicUse
  created: boolean
  /** What is wrong with it, each with what to do. */
  problems: string[]
}

/** Makes the topics that are missing, and says what is wrong with the others. */
@inject()
export class ManageTopics {
  constructor(private readonly kafka: KafkaConfig) {}

  /** `dryRun`: nothing is made. */
  async run({ dryRun = false } = {}): Promise<TopicReport[]> {
    const { partitions } = this.kafka.settings
    return withAdmin(this.kafka.settings, async (admin) => {
      const names = Object.values(topicsOf(this.kafka.settings))
      const before = await describeTopics(admin, names)
      const missing = before.filter(({ exists }) => !exists).map(({ topic }) => topic)
      const needed = missing.map((topic) => ({
        topic,
        partitions,
        largestBytes: this.#needsBytes(topic, before),
      }))
      if (!dryRun) await createTopics(admin, needed)
      const now = dryRun ? before : await describeTopics(admin, names)
      return now.map((state) => ({
        ...state,
        use: useOf(state.topic, this.kafka.settings),
        created: !dryRun && missing.includes(state.topic),
        problems: this.#problems(state, now),
      }))
    })
  }

  #problems(state: TopicState, all: TopicState[]): string[] {
    const { topic, exists, partitions, largestBytes } = state
    const use = useOf(topic, this.kafka.settings)
    if (!exists) return ['does not exist: run "node ace kafka:topics"']
    const problems: string[] = []
    const isRead = use === 'ingest' || use === 'retry'
    if (isRead && partitions < this.kafka.settings.partitions)
      problems.push(
        `has ${partitions} partition(s), so no more consumers than that can share the work: add partitions, at most while no order per key matters`
      )
    const needed = this.#needsBytes(topic, all)
    if (needed !== undefined && largestBytes !== null && largestBytes < needed)
      problems.push(
        `takes records of ${largestBytes} bytes, and a dead letter may have ${needed}: set its max.message.bytes to ${needed}, or such a record holds up its partition`
      )
    return problems
  }

  /** A dead letter topic must take the longest record of its source, and its headers. */
  #needsBytes(topic: string, all: TopicState[]): number | undefined {
    const { topics } = this.kafka.settings
    const use = useOf(topic, this.kafka.settings)
    if (use !== 'ingestDeadLetters' && use !== 'retryDeadLetters') return undefined
    const source = use === 'ingestDeadLetters' ? topics.ingest : topics.retry
    const limit = all.find((each) => each.topic === source)?.largestBytes
    return (limit ?? USUAL_LARGEST_BYTES) + HEADERS_BYTES
  }
}

/** The topic of events only where they are published. */
function topicsOf({ topics, eventsTopic }: KafkaSettings): Partial<Record<TopicUse, string>> {
  return eventsTopic ? { ...topics, events: eventsTopic } : topics
}

function useOf(topic: string, settings: KafkaSettings): TopicUse {
  const [use] = Object.entries(topicsOf(settings)).find(([, name]) => name === topic)!
  return use as TopicUse
}
