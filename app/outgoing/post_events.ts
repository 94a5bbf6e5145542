import type { Clock } from '#app/clock'
import type { Destination, ReadyEvent, Told } from './destination.js'
import { signBody } from './sign_body.js'
import { GuardedHttp } from '#guarded_http/guarded_http'
import type { Resolve } from '#guarded_http/checked_lookup'
import type { EventsSettings } from '#settings/events_config'

/** Posts each event to the URL, signed, some at a time. */
export class PostEvents implements Destination {
  readonly name = 'webhook'
  readonly givesUp = true
  readonly #http: GuardedHttp

  constructor(
    private readonly url: string,
    private readonly settings: EventsSettings,
    private readonly clock: Clock,
    resolve?: Resolve
  ) {
    const { allowedAddresses: allowed, timeoutMs, largestAnswerBytes, concurrency } = settings
    const limits = { allowed, timeoutMs, largestAnswerBytes, connections: concurrency }
    this.#http = new GuardedHttp({ ...limits, resolve })
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
    this.#http.close()
  }

  async #post({ id, eventId, body }: ReadyEvent): Promise<Told> {
    const seconds = Math.floor(this.clock.nowMs() / 1_000)
    const result = await this.#http.post({
      url: this.url,
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'rappel',
        'rappel-event-id': eventId,
        ...signBody(body, seconds, this.settings.secrets),
      },
    })
    return result.ok
      ? { id, outcome: 'delivered' }
      : { id, outcome: 'failed', reason: result.reason }
  }
}
