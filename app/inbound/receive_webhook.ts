import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { AccountCountries } from '#gateways/account_countries'
import { Clock } from '#app/clock'
import { chainReplies } from '#inbound/chain_replies'
import { countReceipts } from '#inbound/count_receipts'
import { keepLikelySenders } from '#inbound/keep_likely_senders'
import { storeWebhooks } from '#inbound/store_webhooks'
import type { WebhookCall, WebhookEntry } from '#inbound/webhook'
import { webhookEntries } from '#inbound/webhook_entries'
import { CombinedWrites, writesAtOnce } from '#storage/combine_writes'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'

/**
 * `known`: a repeated call, which changes nothing. An unreadable call is stored too, for people.
 */
export type Received = { outcome: 'stored' | 'known' } | { outcome: 'unreadable'; problem: string }

/**
 * Stores a call of the operator before it is processed. Once this resolves, the call is committed
 * and the operator may forget it; ApplyReceipts and HandleInboundMessages do the rest, in any
 * process.
 */
@inject()
export class ReceiveWebhook {
  /** Calls that arrive at the same time share a commit. */
  readonly #writes: CombinedWrites<WebhookEntry[], boolean>

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly countries: AccountCountries
  ) {
    this.#writes = new CombinedWrites(
      (calls) => this.#write(calls),
      writesAtOnce(this.db.connection())
    )
  }

  async run(call: WebhookCall): Promise<Received> {
    const { entries, problem } = webhookEntries(call, {
      receivedAtMs: this.clock.nowMs(),
      countries: this.countries,
    })
    const isNew = await this.#writes.submit(entries)
    if (problem !== undefined) return { outcome: 'unreadable', problem }
    return { outcome: isNew ? 'stored' : 'known' }
  }

  async #write(calls: WebhookEntry[][]): Promise<boolean[]> {
    const hasReplies = calls.flat().some(({ said }) => said !== null)
    return transaction(this.db.connection(), (trx) => this.#store(trx, calls), {
      readsFirst: hasReplies,
    })
  }

  async #store(trx: TransactionClientContract, calls: WebhookEntry[][]): Promise<boolean[]> {
    const now = toSqlInstant(this.clock.now())
    const clear = await keepLikelySenders(trx, calls)
    const entries = await chainReplies(trx, clear.flat(), now)
    const stored = await storeWebhooks(trx, entries, now)
    await countReceipts(trx, entries, stored)
    let first = 0
    return clear.map(({ length }) => {
      const ofCall = entries.slice(first, (first += length))
      return ofCall.some(({ fingerprint }) => stored.has(fingerprint))
    })
  }
}
