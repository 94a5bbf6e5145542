import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { AccountCountries } from '#gateways/account_countries'
import { decideReceipts } from '#inbound/decide_receipts'
import { matchReceipts } from '#inbound/match_receipts'
import { moveByReceipts } from '#inbound/move_by_receipts'
import {
  isAnyToApply,
  MOST_RECEIPTS,
  takeReceipts,
  type ReceiptQueue,
} from '#inbound/receipts_to_apply'
import { resendUndelivered } from '#inbound/resend_undelivered'
import { settleReceipts, type ReceiptSettlement } from '#inbound/settle_receipts'
import { toSqlInstant } from '#storage/instants'
import { ShortTurns } from '#storage/short_turns'

/** Receipts by their result. */
export interface AppliedReceipts {
  applied: number
  withoutEffect: number
  /** Waiting for their message: they are looked up again. */
  waiting: number
  /** Messages that are sent once more. */
  resent: number
}

/**
 * Moves messages as the operator's receipts say, one page per transaction. Any number of processes
 * may run this at once and may be killed anywhere: a receipt takes effect once, and a message only
 * moves up.
 */
@inject()
export class ApplyReceipts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly countries: AccountCountries,
    private readonly logger: Logger
  ) {}

  async run({ signal }: { signal?: AbortSignal } = {}): Promise<AppliedReceipts> {
    const summary: AppliedReceipts = { applied: 0, withoutEffect: 0, waiting: 0, resent: 0 }
    const turns = this.#turns()
    for (const queue of ['received', 'waiting'] as const) {
      while (!signal?.aborted && (await this.applyPage(queue, summary, turns))) continue
    }
    if (Object.values(summary).some((count) => count > 0))
      this.logger.info(summary, 'receipts applied')
    return summary
  }

  /**
   * Handles one page in one transaction and adds it to the summary. Returns whether there was
   * anything to do.
   */
  async applyPage(
    queue: ReceiptQueue,
    summary: AppliedReceipts,
    turns = this.#turns()
  ): Promise<boolean> {
    const now = toSqlInstant(this.clock.now())
    if (!(await isAnyToApply(this.db.connection(), queue, now))) return false
    const page = await turns.take((trx) => this.#apply(trx, queue, turns.size), {
      rows: ({ settlements }) => settlements.length,
    })
    for (const { state, reason, receipt } of page.settlements) {
      if (state === 'applied') summary.applied += 1
      else if (state === 'waiting') summary.waiting += 1
      else summary.withoutEffect += 1
      if (reason === 'unknown_status')
        this.logger.warn({ webhookLog: receipt.id }, 'a receipt with an unknown status')
    }
    summary.resent += page.resent
    return page.settlements.length > 0
  }

  async #apply(
    trx: TransactionClientContract,
    queue: ReceiptQueue,
    limit: number
  ): Promise<{ settlements: ReceiptSettlement[]; resent: number }> {
    const now = this.clock.now()
    const at = toSqlInstant(now)
    const receipts = await takeReceipts(trx, queue, { now: at, limit })
    if (receipts.length === 0) return { settlements: [], resent: 0 }

    const { matched, unmatched } = await matchReceipts(trx, receipts, this.countries)
    const decisions = matched.map(decideReceipts)
    const moves = decisions.flatMap(({ move }) => move ?? [])
    const moved = await moveByReceipts(trx, moves, at)
    const resent = await resendUndelivered(trx, [...moved], now, this.config.receipts)
    const settlements: ReceiptSettlement[] = [
      ...moves.map(({ receipt, messageId }) => {
        return { receipt, messageId, state: 'applied' as const, reason: null }
      }),
      ...decisions.flatMap(({ idle }) => idle),
      ...unmatched.map((receipt) => {
        return { receipt, messageId: null, state: 'waiting' as const, reason: 'unknown_id' }
      }),
    ]
    await settleReceipts(trx, settlements, at)
    return { settlements, resent }
  }

  #turns(): ShortTurns {
    return new ShortTurns(this.db.connection(), MOST_RECEIPTS)
  }
}
