import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { ConsentStatus } from '#consents/consent'
import { IMPORT } from '#imports/upsert_consents'
import { isPostgres, query } from '#storage/sql'

export interface ConsentRow {
  phone_number: string
  status: ConsentStatus
  source: string
  evidence: string | null
  recorded_by: string
  now: string
}

export interface WrittenConsent {
  id: number
  /** Null where nothing was known. */
  before: ConsentStatus | null
  changed: boolean
}

/**
 * Writes the consent of one number unless it says so already. A no that stood in a file and is now said
 * by the person is another one: no later file may take it back. The row is locked
 * before it is judged; where there is none, whoever inserts first is judged again.
 */
export async function writeConsent(
  trx: TransactionClientContract,
  consent: ConsentRow
): Promise<WrittenConsent> {
  for (;;) {
    const stored = await findLocked(trx, consent.phone_number)
    if (stored) {
      const { id, status: before, source } = stored
      const isOwnNo = consent.status === 'opted_out' && source === IMPORT
      if (before === consent.status && !isOwnNo) return { id, before, changed: false }
      await query(trx, UPDATE, { ...consent, id })
      return { id, before, changed: true }
    }
    const [inserted] = await query<{ id: number }>(trx, INSERT, { ...consent })
    if (inserted) return { id: inserted.id, before: null, changed: true }
  }
}

async function findLocked(trx: TransactionClientContract, phoneNumber: string) {
  const [stored] = await query<{ id: number; status: ConsentStatus; source: string }>(
    trx,
    `SELECT id, status, source FROM sms_consents WHERE phone_number = :phone_number ${isPostgres(trx) ? 'FOR UPDATE' : ''}`,
    { phone_number: phoneNumber }
  )
  return stored
}

const UPDATE = `
  UPDATE sms_consents
  SET status = :status, source = :source, evidence = :evidence, recorded_by = :recorded_by, updated_at = :now
  WHERE id = :id`

const INSERT = `
  INSERT INTO sms_consents (phone_number, status, source, evidence, recorded_by, created_at, updated_at)
  VALUES (:phone_number, :status, :source, :evidence, :recorded_by, :now, :now)
  ON CONFLICT (phone_number) DO NOTHING
  RETURNING id`
