import type { Clock } from '#app/clock'
import type { Destination, ReadyEvent, Told } from './destination.js'
import type { Resolve } from '#guarded_http/checked_lookup'
import { SignedPost } from '#guarded_http/signed_post'
import type { EventsSettings } from '#settings/events_config'

/** Posts each event to the URL, signed, some at a time. */
export class PostEvents implements Destination {
  readonly name = 'webhook'
  readonly givesUp = true
  readonly #webhook: SignedPost

  constructor(
    url: string,
    private readonly settings: EventsSettings,
    clock: Clock,
    resolve?: Resolve
  ) {
    const connections = settings.concurrency
    this.#webhook = new SignedPost({ ...settings, url, clock, connections, resolve })
  }

  async tell(events: ReadyEvent[], mayBegin: () => boolean): Promise<Told[]> {
    const told: Told[] = []
    const waiting = events.values()
    const lane = async () => {
      for (const event of waiting) {
        const { id } = event
        told.push(mayBegin() ? await this.#post(event) : { id, outcome: 'not_begun' })
      }
    }
    await Promise.all(Array.from({ length: this.settings.concurrency }, lane))
    return told
  }

  async close(): Promise<void> {
    this.#webhook.close()
  }

  async #post({ id, eventId, body }: ReadyEvent): Promise<Told> {
    const result = await this.#webhook.post(body, { 'rappel-event-id': eventId })
    return result.ok
      ? { id, outcome: 'delivered' }
      : { id, outcome: 'failed', reason: result.reason }
  }
}
