import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { appendConsentEvents } from './append_consent_events.js'
import type { ConsentStatus } from './consent.js'
import type { Insertion } from '#storage/dialects/dialect'
import { rowsOf } from '#storage/sql'
import { insertRows } from '#storage/write_rows'

/** The source of what registering systems say of consent, and the actor of an import. */
export const IMPORT = 'import'

export interface ImportedConsent {
  phone: string
  status: ConsentStatus
  /** The consent when the rows were read. */
  before: ConsentStatus | null
  /** File, line and fingerprint. */
  evidence: string
}

/**
 * Writes consents and their history. The condition at the end keeps a STOP that arrived since the
 * rows were read. Returns the consents written.
 */
export async function upsertConsents<Consent extends ImportedConsent>(
  trx: QueryClientContract,
  consents: Consent[],
  { now, actor }: { now: string; actor: string }
): Promise<Consent[]> {
  if (consents.length === 0) return []
  const rows = consents.map(({ phone, status, evidence }) => ({ phone, status, evidence, now }))
  const stored = await insertRows<Pick<Rows['sms_consents'], 'phone_number'>>(trx, imported(trx), {
    rows: JSON.stringify(rows),
    actor,
  })
  const phones = new Set(stored.map((row) => row.phone_number))
  const written = consents.filter(({ phone }) => phones.has(phone))
  await appendConsentEvents(
    trx,
    written.map(({ phone: phoneNumber, before: from, status: to, evidence }) => ({
      at: now,
      phoneNumber,
      from,
      to,
      source: IMPORT,
      evidence,
      actor,
    }))
  )
  return written
}

const COLUMNS = { phone: 'text', status: 'text', evidence: 'text', now: 'instant' } as const

const imported = (trx: QueryClientContract): Insertion => ({
  into: 'sms_consents',
  columns: 'phone_number, status, source, evidence, recorded_by, created_at, updated_at',
  rows: `
    SELECT phone, status, '${IMPORT}', evidence, :actor, now, now
    FROM ${rowsOf(trx, 'r', COLUMNS)} WHERE 1 = 1 ORDER BY phone`,
  onConflict: {
    key: 'phone_number',
    set: `status = excluded.status, source = excluded.source, evidence = excluded.evidence,
      recorded_by = excluded.recorded_by, said_at = NULL, updated_at = excluded.updated_at`,
    where: `excluded.status = 'opted_out' OR sms_consents.source = excluded.source`,
  },
  returning: 'phone_number',
})
