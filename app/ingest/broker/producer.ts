import type { Producer as ClientProducer } from '@platformatic/kafka'
import type { KafkaSettings } from '#settings/kafka_config'
import type { OutgoingRecord } from '#ingest/broker/broker_record'
import { withinMs } from '#promises/within_ms'
import { connectionOf, ignoreErrorEvents, loadClient } from '#ingest/broker/connect'

type Client = ClientProducer<Buffer, Buffer, Buffer, Buffer>

const RETRIES = 3
const CLOSE_WITHIN_MS = 5_000

/** Publishes records; each is stored by every replica in sync before it counts. */
export class Producer {
  #client: Promise<Client> | undefined

  constructor(
    private readonly settings: KafkaSettings,
    private readonly role = 'producer'
  ) {}

  /**
   * Resolves once the broker has stored all of them. After a rejection some may be stored: publish
   * them again.
   */
  async send(records: OutgoingRecord[]): Promise<void> {
    const client = await this.#connected()
    const messages = records.map(({ topic, key, value, headers }) => ({
      topic,
      key: key ?? undefined,
      value: value ?? undefined,
      /** Bytes as keys: a name that comes twice stays twice. */
      headers: new Map(headers as [Buffer, Buffer][]),
    }))
    try {
      await withinMs(client.send({ messages, acks: -1 }), this.settings.publishWithinMs)
    } catch (error) {
      /** What it still holds must not be mixed with what comes next. */
      this.#client = undefined
      await withinMs(client.close(true), CLOSE_WITHIN_MS).catch(() => undefined)
      throw error
    }
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined)
    this.#client = undefined
    if (client) await withinMs(client.close(true), CLOSE_WITHIN_MS)
  }

  #connected(): Promise<Client> {
    this.#client ??= loadClient().then(({ Producer: ProducerClient }) => {
      const connection = connectionOf(this.settings, this.role)
      const client = new ProducerClient({ ...connection, retries: RETRIES, idempotent: true })
      ignoreErrorEvents(client)
      return client
    })
    return this.#client
  }
}
