import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import type { SmsSchedulerSettings } from '#settings/sms_scheduler_settings'
import { FORGET_RECEIPTS, keepFormerIds } from '#messages/former_ids'
import { MessageStatuses } from '#messages/message_status'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { moveAlike } from '#messages/move_alike'
import { byId, idList, query, textList } from '#storage/sql'

/**
 * Resends messages, once in their life, that the operator could not deliver: messages of the
 * configured types, while they are still useful. They become pending like any other, so gate and
 * caps apply again. Returns how many.
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
  const wanted = await query<Pick<Rows['sms_messages'], 'id'>>(
    trx,
    `SELECT id FROM sms_messages m ${byId(trx)} WHERE ${wantedOf(trx)}`,
    bindings
  )
  if (wanted.length === 0) return 0
  const wantedIds = wanted.map(({ id }) => id)
  await keepFormerIds(trx, wantedIds)
  const moved = await moveAlike(
    trx,
    {
      from: MessageStatuses.undelivered,
      to: MessageStatuses.pending,
      reason: 'resend_after_undelivered',
      set: `receipt_resends = receipt_resends + 1, scheduled_at = :due, ${FORGET_RECEIPTS}`,
      where: `m.id IN (${idList(trx)})`,
    },
    { ids: JSON.stringify(wantedIds), due },
    { now: toSqlInstant(now), actor: 'receipt' }
  )
  return moved.length
}

/** This transaction has locked all of them: their receipts have just moved them. */
const wantedOf = (trx: TransactionClientContract) => `
  m.id IN (${idList(trx)}) AND m.status = 'undelivered' AND m.receipt_resends = 0
  AND (m.expires_at IS NULL OR m.expires_at > :due) AND m.message_type IN (${textList(trx, 'types')})`
