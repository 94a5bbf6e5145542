import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import type { ErasureCounts } from './erasure_result.js'
import { query, textList } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

/**
 * Deletes data of numbers that belongs to no message: replies, webhook calls, counters, consent. A
 * refusal stays as a keyed hash.
 */
@inject()
export class DeleteNumberData {
  constructor(private readonly optOuts: ErasedOptOuts) {}

  /** Adds to `counts`. Returns how many replies stay because they have not been handled yet. */
  async run(
    trx: TransactionClientContract,
    numbers: string[],
    counts: ErasureCounts
  ): Promise<number> {
    if (numbers.length === 0) return 0
    const { deleted } = counts
    deleted.sms_webhook_logs += await deleteOf(
      trx,
      'sms_webhook_logs',
      `phone_number IN (${textList(trx, 'numbers')}) AND NOT ${UNHANDLED}`,
      numbers
    )
    deleted.inbound_messages += await deleteOf(
      trx,
      'inbound_messages',
      `phone_number IN (${textList(trx, 'numbers')})`,
      numbers
    )
    deleted.sending_counts += await deleteOf(
      trx,
      'sending_counts',
      `counted IN (${textList(trx, 'numbers')})`,
      numbers
    )
    const kept = await this.optOuts.keep(trx, numbers)
    deleted.sms_consents += kept.consents
    deleted.sms_consent_events += kept.history
    counts.optOutsKept += kept.optOuts

    const [{ unhandled }] = await query<{ unhandled: number }>(
      trx,
      `SELECT COUNT(*) AS unhandled FROM sms_webhook_logs
       WHERE phone_number IN (${textList(trx, 'numbers')}) AND ${UNHANDLED}`,
      { numbers: JSON.stringify(numbers) }
    )
    return unhandled
  }
}

/** A STOP that has not been handled yet must not be lost. */
const UNHANDLED = `(kind = 'inbound_message' AND state = 'received')`

async function deleteOf(
  trx: TransactionClientContract,
  table: 'sms_webhook_logs' | 'inbound_messages' | 'sending_counts',
  where: string,
  numbers: string[]
): Promise<number> {
  const gone = await deleteRows(
    trx,
    { from: table, where, returning: '1 AS gone' },
    { numbers: JSON.stringify(numbers) }
  )
  return gone.length
}
