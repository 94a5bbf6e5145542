import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import type { SmsSchedulerSettings } from '#app/sms_scheduler_settings'
import { FORGET_RECEIPTS, keepFormerIds } from '#delivery/send_again'
import { MessageStatuses } from '#models/message_status'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { appendMessageEvents } from '#storage/message_events'
import { byId, idList, query, textList } from '#storage/sql'

/**
 * Has messages sent once more, in their life, that the operator could not deliver:
 * those of the types that the settings name, while they are still of use. They
 * are pending like any other, so gate and caps are asked again. Returns how many.
 */
export async function resendUndelivered(
  trx: TransactionClientContract,
  ids: number[],
  now: DateTime,
  { resendUndelivered: types, resendAfterMinutes }: SmsSchedulerSettings['receipts']
): Promise<number> {
  if (types.length === 0 || ids.length === 0) return 0
  const due = toSqlInstantCeiling(now.plus({ minutes: resendAfterMinutes }))
  const bindings = { ids: JSON.stringify(ids), types: JSON.stringify(types), due }
  const wanted = await query<{ id: number }>(
    trx,
    `SELECT id FROM sms_messages m ${byId(trx)} WHERE ${wantedOf(trx)}`,
    bindings
  )
  if (wanted.length === 0) return 0
  const wantedIds = wanted.map(({ id }) => id)
  await keepFormerIds(trx, wantedIds)
  const at = toSqlInstant(now)
  await query(
    trx,
    `UPDATE sms_messages SET status = 'pending', reason = 'resend_after_undelivered', receipt_resends = receipt_resends + 1,
       scheduled_at = :due, updated_at = :at, ${FORGET_RECEIPTS}
     WHERE id IN (${idList(trx)})`,
    { ids: JSON.stringify(wantedIds), due, at }
  )
  await appendMessageEvents(
    trx,
    wantedIds.map((messageId) => ({
      messageId,
      at,
      actor: 'receipt',
      from: MessageStatuses.undelivered,
      to: MessageStatuses.pending,
      reason: 'resend_after_undelivered',
    }))
  )
  return wantedIds.length
}

/** All of them are locked by this transaction: their receipts have just moved them. */
const wantedOf = (trx: TransactionClientContract) => `
  m.id IN (${idList(trx)}) AND m.status = 'undelivered' AND m.receipt_resends = 0
  AND (m.expires_at IS NULL OR m.expires_at > :due) AND m.message_type IN (${textList(trx, 'types')})`
