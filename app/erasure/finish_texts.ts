import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { auditErasure } from './audit_erasure.js'
import { forgetWho, type ErasureRecord } from './erasure_record.js'
import { isNothing, type ErasureResult } from './erasure_result.js'
import { SearchTexts, type TextSearch } from './texts/search_texts.js'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'

/** The last steps of an erasure: other people's texts, and the audit event. */
@inject()
export class FinishTexts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly texts: SearchTexts
  ) {}

  /** Returns how many rows were redacted, or null if it was told to stop. */
  async run(
    record: ErasureRecord,
    found: Pick<ErasureResult, 'files' | 'kept'>,
    options: TextSearch
  ): Promise<number | null> {
    const redacted = await this.texts.run(record, options)
    if (redacted === false) return null
    await transaction(
      this.db.connection(),
      async (trx) => {
        const counts = await forgetWho(trx, record.subject)
        const { files, kept } = found
        if (!counts || (isNothing(counts) && files.rows === 0 && kept.length === 0)) return
        const { subject, actor, reason } = record
        const at = toSqlInstant(this.clock.now())
        await auditErasure(trx, { at, actor, subject }, reason, { ...counts, ...found })
      },
      { readsFirst: true }
    )
    return redacted
  }
}
