import { header } from '#ingest/broker/broker_record'
import { Producer } from '#ingest/broker/producer'
import { RetryPublisher, type DueRetry } from '#schedules/jobs/retry_publisher'
import type { KafkaSettings } from '#settings/kafka_config'

/** By which a receiver recognises a retry that was published twice. */
export const OCCURRENCE_HEADER = 'rappel-occurrence-id'

/**
 * Publishes due retries, at least once each. Those of one campaign task have one key, so they keep
 * the order in which their jobs run.
 */
export class PublishRetries extends RetryPublisher {
  readonly #producer: Producer

  constructor(private readonly settings: KafkaSettings) {
    super()
    this.#producer = new Producer(settings, 'retries')
  }

  async publish(retry: DueRetry, occurrenceId: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await this.#producer.send([
      {
        topic: this.settings.topics.send,
        key: Buffer.from(String(retry.campaignTaskId)),
        value: Buffer.from(JSON.stringify(retry)),
        headers: [header(OCCURRENCE_HEADER, occurrenceId)],
      },
    ])
  }

  async close(): Promise<void> {
    await this.#producer.close()
  }
}
