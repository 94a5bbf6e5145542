import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { ApplyReceipts } from '#inbound/apply_receipts'
import { isWaitedFor } from '#inbound/receipts_to_apply'

/**
 * The operator may be faster than our own record of a send: its receipt, which
 * found no message, is applied when the record is committed.
 */
@inject()
export class ApplyEarlyReceipts {
  constructor(
    private readonly db: Database,
    private readonly apply: ApplyReceipts,
    private readonly logger: Logger
  ) {}

  /** `ids`: the operator's, just recorded. Never fails, and takes a page at most: what is left is looked at again in its time. */
  async run(ids: string[]): Promise<void> {
    try {
      if (ids.length === 0 || !(await isWaitedFor(this.db.connection(), ids))) return
      const summary = { applied: 0, withoutEffect: 0, waiting: 0, resent: 0 }
      await this.apply.applyPage({ waitingFor: ids }, summary)
      this.logger.info(summary, 'receipts applied that came before the record of their send')
    } catch (error) {
      const { name, code } = error as Error & { code?: string }
      this.logger.warn({ name, code }, 'receipts of what was just sent are not applied yet')
    }
  }
}
