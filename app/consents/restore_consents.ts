import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Period, UndoneNumber } from '#consents/state_before_replies'
import type { Update } from '#storage/dialects/dialect'
import { rowsOf, textList } from '#storage/sql'
import { deleteRows, updateRows } from '#storage/write_rows'

/**
 * Gives locked consents the state that they had before replies of the period, and
 * deletes those of which nothing was known. Words of these replies count for
 * nothing when a later one is weighed.
 */
export async function restoreConsents(
  trx: TransactionClientContract,
  undone: UndoneNumber[],
  { from, to }: Period
): Promise<void> {
  const rows = undone.flatMap(({ phoneNumber, before }) => {
    if (before === null) return []
    const { at, to_status: status, source, evidence, actor, said_at: saidAt } = before
    return [{ phone: phoneNumber, status, source, evidence, actor, said_at: saidAt, since: at }]
  })
  await updateRows(trx, restored(trx), { rows: JSON.stringify(rows) })
  const unknown = undone.filter(({ before }) => before === null)
  await deleteRows(
    trx,
    { from: 'sms_consents', where: `phone_number IN (${textList(trx, 'phones')})` },
    { phones: JSON.stringify(unknown.map(({ phoneNumber }) => phoneNumber)) }
  )
  await updateRows(
    trx,
    {
      table: 'inbound_messages',
      set: `reason = 'undone'`,
      where: `phone_number IN (${textList(trx, 'phones')}) AND keyword IS NOT NULL
        AND received_at >= :from AND received_at <= :to`,
    },
    { phones: JSON.stringify(undone.map(({ phoneNumber }) => phoneNumber)), from, to }
  )
}

const COLUMNS = {
  phone: 'text',
  status: 'text',
  source: 'text',
  evidence: 'text',
  actor: 'text',
  said_at: 'instant',
  since: 'instant',
} as const

const restored = (trx: TransactionClientContract): Update => ({
  table: 'sms_consents',
  as: 'c',
  set: `status = r.status, source = r.source, evidence = r.evidence, recorded_by = r.actor,
    said_at = r.said_at, updated_at = r.since`,
  from: rowsOf(trx, 'r', COLUMNS),
  on: 'c.phone_number = r.phone',
})
