import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { countErasedToday, recordDaysOf } from './count_erased.js'
import { emptySharedTexts } from './empty_shared_texts.js'
import type { ErasureCounts } from './erasure_result.js'
import { inheritSms } from './inherit_sms.js'
import { lockDeletable, type MessageOfPerson } from './messages_of_person.js'
import { idList, query } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

/**
 * Deletes messages with their attempts, events and receipts; the counts of their days remain. A
 * message that is being sent stays, because its outcome must be recorded.
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

    const leaving = deletable.map(({ id }) => id)
    await emptySharedTexts(trx, leaving)
    await inheritSms(trx, leaving)
    const ids = JSON.stringify(leaving)
    const { deleted } = counts
    for (const table of ['sms_attempts', 'sms_message_events'] as const)
      deleted[table] += await countOf(trx, table, ids)
    const logs = await deleteRows(
      trx,
      { from: 'sms_webhook_logs', where: `message_id IN (${idList(trx)})`, returning: 'id' },
      { ids }
    )
    deleted.sms_webhook_logs += logs.length
    const gone = await deleteRows(
      trx,
      { from: 'sms_messages', byId: true, where: `id IN (${idList(trx)})`, returning: 'id' },
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
