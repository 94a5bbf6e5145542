import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import type { DeadLetter } from '#ingest/dead_letters'
import type { ReplayRequest } from '#ingest/replay_dead_letter'
import { withinMs } from '#promises/within_ms'
import { onFirstUse } from '#services/on_first_use'
import { RunningWork } from '#services/running_work'
import { KafkaConfig } from '#settings/kafka_config'

/** Milliseconds for which a page waits for the broker. */
const PAGE_WAITS_MS = 2_000

/** Newest dead letters that pages look at. */
const ON_PAGES = 200

const loadLetters = () => import('#ingest/dead_letters').then(({ DeadLetters }) => DeadLetters)

/** Requests that come in over Kafka, and what became of those that could not be taken in. */
@inject()
export class KafkaService {
  constructor(
    private readonly work: RunningWork,
    private readonly kafka: KafkaConfig,
    private readonly logger: Logger
  ) {}

  get isOn(): boolean {
    return this.kafka.isOn
  }

  /** Takes in requests until the process is told to end; then the batch in hand is finished. */
  consume() {
    return this.work.perform(
      () => import('#ingest/consume_requests').then((part) => part.ConsumeRequests),
      (consumer, signal) => consumer.run(signal),
      'intake from Kafka'
    )
  }

  /** Makes the topics that are missing, and says what is wrong with the others. */
  manageTopics(options: { dryRun?: boolean } = {}) {
    return this.work.perform(
      () => import('#ingest/manage_topics').then((part) => part.ManageTopics),
      (topics) => topics.run(options)
    )
  }

  /** How far the consumers are. */
  measureLag() {
    return this.work.perform(
      () => import('#ingest/measure_lag').then((part) => part.MeasureLag),
      (lag) => lag.run()
    )
  }

  listDeadLetters(options: { most?: number } = {}) {
    return this.work.perform(loadLetters, (letters) => letters.list(options))
  }

  findDeadLetter(id: string) {
    return this.work.perform(loadLetters, (letters) => letters.find(id))
  }

  /** The newest dead letters, read once for all pages that ask now; null if Kafka does not answer. */
  async deadLettersForPage(): Promise<DeadLetter[] | null> {
    const list = onFirstUse(loadLetters, (letters) => letters.list({ most: ON_PAGES }))
    return this.#soon(this.work.together('dead letters of Kafka', list))
  }

  /** Undefined if there is none, or no longer; null if Kafka does not answer. */
  async deadLetterForPage(id: string): Promise<DeadLetter | undefined | null> {
    return this.#soon(this.findDeadLetter(id))
  }

  async #soon<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
    try {
      return await withinMs(answer, PAGE_WAITS_MS)
    } catch (error) {
      this.logger.warn({ err: error }, 'Kafka did not answer a page')
      return null
    }
  }

  /** Sends a dead letter in again, at most once. */
  replayDeadLetter(request: ReplayRequest) {
    return this.work.perform(
      () => import('#ingest/replay_dead_letter').then((part) => part.ReplayDeadLetter),
      (replay) => replay.run(request)
    )
  }
}
