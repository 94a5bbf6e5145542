import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { appendConsentEvents } from '#consents/append_consent_events'
import type { ConsentStatus } from '#consents/consent'
import { query, rowsOf } from '#storage/sql'

/** As consents and events name an import, as their source and as who did it. */
export const IMPORT = 'import'

export interface ImportedConsent {
  phone: string
  status: ConsentStatus
  /** What was known when the rows were read. */
  before: ConsentStatus | null
  /** File, line and fingerprint. */
  evidence: string
}

/**
 * Writes consents and their history. The condition at the end: a STOP that arrived
 * since the rows were read stands. Returns those that were written.
 */
export async function upsertConsents<Consent extends ImportedConsent>(
  trx: QueryClientContract,
  consents: Consent[],
  now: string
): Promise<Consent[]> {
  if (consents.length === 0) return []
  const columns = { phone: 'text', status: 'text', evidence: 'text', now: 'instant' } as const
  const rows = consents.map(({ phone, status, evidence }) => ({ phone, status, evidence, now }))
  const stored = await query<{ phone_number: string }>(
    trx,
    `INSERT INTO sms_consents (phone_number, status, source, evidence, recorded_by, created_at, updated_at)
     SELECT phone, status, '${IMPORT}', evidence, '${IMPORT}', now, now
     FROM ${rowsOf(trx, 'r', columns)} WHERE 1 = 1 ORDER BY phone
     ON CONFLICT (phone_number) DO UPDATE SET
       status = excluded.status, source = excluded.source, evidence = excluded.evidence,
       recorded_by = excluded.recorded_by, updated_at = excluded.updated_at
     WHERE excluded.status = 'opted_out' OR sms_consents.source = excluded.source
     RETURNING phone_number`,
    { rows: JSON.stringify(rows) }
  )
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
      actor: IMPORT,
    }))
  )
  return written
}
