import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { CountryCode } from 'libphonenumber-js'
import { Clock } from '#app/clock'
import { storeWebhooks } from '#inbound/store_webhooks'
import type { WebhookEntry, WebhookKind } from '#inbound/webhook'
import { webhookEntries } from '#inbound/webhook_entries'
import { CombinedWrites, writesAtOnce } from '#storage/combine_writes'
import { toSqlInstant } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'

/** `known`: it came before, and changes nothing. An unreadable call is kept for people all the same. */
export type Received = { outcome: 'stored' | 'known' } | { outcome: 'unreadable'; problem: string }

/**
 * Keeps what an operator calls us about before anything is done with it. When
 * this has answered, the call is committed and the operator may forget it;
 * ApplyReceipts and HandleInboundMessages do the rest, whoever runs them.
 */
@inject()
export class ReceiveWebhook {
  /** Calls that come at the same time share a commit. */
  readonly #writes: CombinedWrites<WebhookEntry[], boolean>

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly defaultCountry: CountryCode
  ) {
    this.#writes = new CombinedWrites(
      (calls) => retryDeadlocks(() => this.#write(calls)),
      writesAtOnce(this.db.connection())
    )
  }

  /** `body`: as it came, already bounded. */
  async run({ kind, body }: { kind: WebhookKind; body: string }): Promise<Received> {
    const { entries, problem } = webhookEntries(kind, body, {
      receivedAtMs: this.clock.nowMs(),
      country: this.defaultCountry,
    })
    const isNew = await this.#writes.submit(entries)
    if (problem !== undefined) return { outcome: 'unreadable', problem }
    return { outcome: isNew ? 'stored' : 'known' }
  }

  async #write(calls: WebhookEntry[][]): Promise<boolean[]> {
    const stored = await this.db
      .connection()
      .transaction((trx) => storeWebhooks(trx, calls.flat(), toSqlInstant(this.clock.now())))
    return calls.map((entries) => entries.some(({ fingerprint }) => stored.has(fingerprint)))
  }
}
