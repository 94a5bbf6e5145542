import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { dialectOf } from '#storage/dialect_of'
import type { Insertion } from '#storage/dialects/dialect'
import { insertRows } from '#storage/write_rows'

export interface NewVersion {
  type: string
  language: string
  body: string
  version: number
  actor: string
  /** An instant of the database. */
  at: string
  reason?: string
  /** Ends the text instead of changing it. */
  isRemoved?: boolean
}

/** Whether it was written: of two people at once, the second has no row of that version. */
export async function insertVersion(
  trx: TransactionClientContract,
  { reason, isRemoved = false, ...version }: NewVersion
): Promise<boolean> {
  const written = await insertRows(trx, insertion(trx, isRemoved), {
    ...version,
    reason: reason ?? null,
  })
  return written.length > 0
}

const insertion = (trx: TransactionClientContract, isRemoved: boolean): Insertion => ({
  into: 'sms_templates',
  columns: 'message_type, language, body, version, actor, created_at, reason, removed',
  rows: `SELECT :type, :language, :body, ${dialectOf(trx).typed('version', 'integer')}, :actor,
    ${dialectOf(trx).typed('at', 'instant')}, ${dialectOf(trx).typed('reason', 'text')},
    ${isRemoved ? 'TRUE' : 'FALSE'} WHERE true`,
  onConflict: { key: 'message_type, language, version' },
  returning: 'version',
})
