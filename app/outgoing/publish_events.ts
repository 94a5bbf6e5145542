import type { Destination, ReadyEvent, Told } from './destination.js'
import { header } from '#ingest/broker/broker_record'
import { Producer } from '#ingest/broker/producer'
import type { KafkaSettings } from '#settings/kafka_config'

/** By which a receiver recognises an event that was published twice. */
export const EVENT_HEADER = 'rappel-event-id'

/**
 * Publishes events on the topic, a batch at a time, confirmed by all replicas in sync. While the
 * broker is away they wait, however long that is.
 */
export class PublishEvents implements Destination {
  readonly name = 'kafka'
  readonly givesUp = false
  readonly #producer: Producer

  constructor(private readonly settings: KafkaSettings) {
    this.#producer = new Producer(settings, 'events')
  }

  async tell(events: ReadyEvent[], mayBegin: () => boolean): Promise<Told[]> {
    if (!mayBegin()) return events.map(({ id }) => ({ id, outcome: 'not_begun' }))
    try {
      await this.#producer.send(
        events.map(({ eventId, key, body }) => ({
          topic: this.settings.eventsTopic,
          key: Buffer.from(key),
          value: Buffer.from(body),
          headers: [header(EVENT_HEADER, eventId)],
        }))
      )
      return events.map(({ id }) => ({ id, outcome: 'delivered' }))
    } catch {
      return events.map(({ id }) => ({ id, outcome: 'failed', reason: 'not_confirmed' }))
    }
  }

  close(): Promise<void> {
    return this.#producer.close()
  }
}
