import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { decideReceipts } from '#inbound/decide_receipts'
import { matchReceipts } from '#inbound/match_receipts'
import { moveByReceipts } from '#inbound/move_by_receipts'
import { takeReceipts, type ReceiptQueue } from '#inbound/receipts_to_apply'
import { resendUndelivered } from '#inbound/resend_undelivered'
import { settleReceipts, type ReceiptSettlement } from '#inbound/settle_receipts'
import { toSqlInstant } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { writeTransaction } from '#storage/write_transaction'

/** Receipts by what became of them. */
export interface AppliedReceipts {
  applied: number
  withoutEffect: number
  /** For their message: they are looked at again. */
  waiting: number
  /** Messages that are sent once more. */
  resent: number
}

/**
 * Lets messages follow what the operator says of them, page by page, each in one
 * transaction. Any number of processes may do so at once, and may end at any
 * line: a receipt has its effect once, and a message only moves up.
 */
@inject()
export class ApplyReceipts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly logger: Logger
  ) {}

  async run({ signal }: { signal?: AbortSignal } = {}): Promise<AppliedReceipts> {
    const summary: AppliedReceipts = { applied: 0, withoutEffect: 0, waiting: 0, resent: 0 }
    for (const queue of ['received', 'waiting'] as const) {
      while (!signal?.aborted && (await this.applyPage(queue, summary))) continue
    }
    if (Object.values(summary).some((count) => count > 0))
      this.logger.info(summary, 'receipts applied')
    return summary
  }

  /** One transaction of it, added to the summary. Answers whether there was anything to do. */
  async applyPage(queue: ReceiptQueue, summary: AppliedReceipts): Promise<boolean> {
    const page = await retryDeadlocks(() =>
      writeTransaction(this.db.connection(), (trx) => this.#apply(trx, queue))
    )
    for (const { state, reason, receipt } of page.settlements) {
      if (state === 'applied') summary.applied += 1
      else if (state === 'waiting') summary.waiting += 1
      else summary.withoutEffect += 1
      if (reason === 'unknown_status')
        this.logger.warn({ webhookLog: receipt.id }, 'a receipt with a status that is not known')
    }
    summary.resent += page.resent
    return page.settlements.length > 0
  }

  async #apply(
    trx: TransactionClientContract,
    queue: ReceiptQueue
  ): Promise<{ settlements: ReceiptSettlement[]; resent: number }> {
    const now = this.clock.now()
    const at = toSqlInstant(now)
    const receipts = await takeReceipts(trx, queue, at)
    if (receipts.length === 0) return { settlements: [], resent: 0 }

    const { matched, unmatched } = await matchReceipts(trx, receipts)
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
}
