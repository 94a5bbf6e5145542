import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { ApplyReceipts } from '#inbound/apply_receipts'
import { isWaitedFor } from '#inbound/receipts_to_apply'

/**
 * The operator may be faster than our own record of a send. A receipt that found no message is
 * applied when that record is committed.
 */
@inject()
export class ApplyEarlyReceipts {
  constructor(
    private readonly db: Database,
    private readonly apply: ApplyReceipts,
    private readonly logger: Logger
  ) {}

  /**
   * `ids`: the operator's ids that were just recorded. Never fails, and handles one page at most:
   * the rest is looked up again later.
   */
  async run(ids: string[]): Promise<void> {
    try {
      if (ids.length === 0 || !(await isWaitedFor(this.db.connection(), ids))) return
      const summary = { applied: 0, withoutEffect: 0, waiting: 0, resent: 0 }
      await this.apply.applyPage({ waitingFor: ids }, summary)
      this.logger.info(summary, 'receipts applied that arrived before their send was recorded')
    } catch (error) {
      const { name, code } = error as Error & { code?: string }
      this.logger.warn({ name, code }, 'early receipts could not be applied yet')
    }
  }
}
