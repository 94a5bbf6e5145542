import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { dialectOf } from '#storage/dialect_of'
import type { Update } from '#storage/dialects/dialect'
import { along } from '#storage/partial_indexes'
import { idList, query, rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

interface Heir {
  carrier: number
  heir: number
}

/**
 * Before messages are deleted: where one of them is a carrier, the first message that shares its
 * state takes over the SMS, with the operator's id, the attempts and what it carried, so that
 * receipts still find it.
 */
export async function inheritSms(trx: TransactionClientContract, leaving: number[]): Promise<void> {
  await updateRows(trx, carryOneLess(trx), { ids: JSON.stringify(leaving) })
  const heirs = await query<Heir>(
    trx,
    `SELECT m.carried_by AS carrier, MIN(m.id) AS heir
     FROM sms_messages m JOIN sms_messages c ON c.id = m.carried_by
     WHERE m.carried_by IN (${idList(trx)}) AND ${along('sms_messages_carried', 'm')}
       AND m.id NOT IN (${idList(trx)}) AND ${IS_IN_THE_SMS}
     GROUP BY m.carried_by ORDER BY m.carried_by`,
    { ids: JSON.stringify(leaving) }
  )
  if (heirs.length === 0) return
  const rows = { rows: JSON.stringify(heirs) }
  for (const inheritance of [passOnTheSms, passOnTheCarried, passOnFormerIds, passOnAttempts])
    await updateRows(trx, inheritance(trx), rows)
}

/** Of carriers that stay. */
const carryOneLess = (trx: TransactionClientContract): Update => ({
  table: 'sms_messages',
  as: 'm',
  byId: true,
  from: `(SELECT carried_by AS carrier, COUNT(*) AS leaving FROM sms_messages
    WHERE id IN (${idList(trx)}) AND carried_by IS NOT NULL GROUP BY carried_by) AS r`,
  on: 'm.id = r.carrier',
  set: 'carries = m.carries - r.leaving',
  where: 'm.carries >= r.leaving',
})

/** A carrier that waited for its next try is cancelled at the beginning of an erasure. */
const IS_IN_THE_SMS = `(m.status = c.status OR (m.status = 'pending' AND c.status = 'cancelled'))`

const heirsIn = (trx: TransactionClientContract) =>
  rowsOf(trx, 'r', { carrier: 'integer', heir: 'integer' })

const passOnTheSms = (trx: TransactionClientContract): Update => ({
  table: 'sms_messages',
  as: 'm',
  byId: true,
  from: `${heirsIn(trx)} JOIN sms_messages c ON c.id = r.carrier`,
  on: 'm.id = r.heir',
  set: `carried_by = NULL, segments = c.segments,
    carries = c.carries - 1,
    attempt_count = ${dialectOf(trx).greatest('m.attempt_count', 'c.attempt_count')},
    provider_message_id = c.provider_message_id, receipt_status = c.receipt_status,
    receipt_rank = c.receipt_rank, provider_status = c.provider_status, receipt_at = c.receipt_at`,
})

const passOnTheCarried = (trx: TransactionClientContract): Update => ({
  table: 'sms_messages',
  as: 'm',
  from: heirsIn(trx),
  on: 'm.carried_by = r.carrier',
  set: 'carried_by = r.heir',
  where: `${along('sms_messages_carried', 'm')} AND m.id <> r.heir`,
})

const passOnFormerIds = (trx: TransactionClientContract): Update => ({
  table: 'sms_former_ids',
  as: 'f',
  from: heirsIn(trx),
  on: 'f.message_id = r.carrier',
  set: 'message_id = r.heir',
})

/**
 * The last attempt gets the number of the heir's last one, by which receipts without an id look for
 * it. Others whose number is taken are left: the heir had tried on its own before.
 */
const passOnAttempts = (trx: TransactionClientContract): Update => ({
  table: 'sms_attempts',
  as: 'a',
  from: `${heirsIn(trx)} JOIN sms_messages c ON c.id = r.carrier
    JOIN sms_messages h ON h.id = r.heir`,
  on: 'a.message_id = r.carrier',
  set: `message_id = r.heir, number = ${NUMBER_OF_HEIR}`,
  where: `NOT EXISTS (
    SELECT 1 FROM sms_attempts own
    WHERE own.message_id = r.heir AND own.number = ${NUMBER_OF_HEIR})`,
})

const NUMBER_OF_HEIR = 'CASE WHEN a.number = c.attempt_count THEN h.attempt_count ELSE a.number END'
