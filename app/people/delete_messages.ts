import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { countErasedToday, recordDaysOf } from '#people/count_erased'
import type { ErasureCounts } from '#people/erasure_result'
import { lockDeletable, type MessageOfPerson } from '#people/messages_of_person'
import { byId, idList, query } from '#storage/sql'

/**
 * Deletes messages with their attempts, events and receipts; what remains are the
 * counts of their days. One that is being sent stays: its outcome has to be written
 * somewhere.
 */
@inject()
export class DeleteMessages {
  constructor(
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** Adds to `counts`. `recorded`: see `recordDaysOf`. */
  async run(
    trx: TransactionClientContract,
    messages: MessageOfPerson[],
    counts: ErasureCounts,
    recorded: Set<string>
  ): Promise<void> {
    const deletable = await lockDeletable(
      trx,
      messages.map(({ id }) => id)
    )
    if (deletable.length === 0) return
    const today = { now: this.clock.now(), timezone: this.config.timezone }
    await recordDaysOf(trx, deletable, { ...today, recorded })
    await countErasedToday(trx, deletable, today)

    const ids = JSON.stringify(deletable.map(({ id }) => id))
    const { deleted } = counts
    for (const table of ['sms_attempts', 'sms_message_events'] as const)
      deleted[table] += await countOf(trx, table, ids)
    const logs = await query(
      trx,
      `DELETE FROM sms_webhook_logs WHERE message_id IN (${idList(trx)}) RETURNING id`,
      { ids }
    )
    deleted.sms_webhook_logs += logs.length
    const gone = await query(
      trx,
      `DELETE FROM sms_messages ${byId(trx)} WHERE id IN (${idList(trx)}) RETURNING id`,
      { ids }
    )
    deleted.sms_messages += gone.length
  }
}

async function countOf(
  trx: TransactionClientContract,
  table: 'sms_attempts' | 'sms_message_events',
  ids: string
): Promise<number> {
  const [{ total }] = await query<{ total: number }>(
    trx,
    `SELECT COUNT(*) AS total FROM ${table} WHERE message_id IN (${idList(trx)})`,
    { ids }
  )
  return total
}
