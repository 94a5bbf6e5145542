import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { ConsentStatus } from '#consents/consent'
import type { PatientRow } from '#imports/patient_row'
import { IMPORT, upsertConsents, type ImportedConsent } from '#imports/upsert_consents'
import { query, rowsOf } from '#storage/sql'

export interface ImportedFile {
  name: string
  fingerprint: string
  /** Numbers that have said no in this file so far. */
  refusals: Set<string>
}

export interface WrittenConsents {
  optedIn: string[]
  optedOut: string[]
  /** Rows that say yes for a number whose no is not theirs to change. */
  kept: number
  /** The rows that changed something. */
  rows: Set<PatientRow>
}

interface StoredConsent {
  phone_number: string
  status: ConsentStatus
  source: string
  evidence: string | null
}

/**
 * A no is written at once, whatever was known. A yes is written where nothing is
 * known, and takes back only a no that an import of other content gave: never one
 * from a reply, from staff or from before an erasure, and never one that this very
 * file gives as well. What changes is kept in the history.
 */
export async function writeConsents(
  trx: QueryClientContract,
  rows: PatientRow[],
  now: string,
  file: ImportedFile
): Promise<WrittenConsents> {
  const written: WrittenConsents = { optedIn: [], optedOut: [], kept: 0, rows: new Set() }
  const rowByPhone = decisiveRows(rows)
  if (rowByPhone.size === 0) return written

  const stored = await findConsents(trx, [...rowByPhone.keys()])
  const storedByPhone = new Map(stored.map((consent) => [consent.phone_number, consent]))
  const wanted: (ImportedConsent & { row: PatientRow })[] = []
  for (const [phone, row] of rowByPhone) {
    if (row.consent === 'no') file.refusals.add(phone)
    const before = storedByPhone.get(phone)
    const status: ConsentStatus = row.consent === 'yes' ? 'opted_in' : 'opted_out'
    if (before?.status === status) continue
    if (row.consent === 'yes' && before && !mayTakeBack(before, file)) {
      written.kept++
      continue
    }
    const evidence = `${file.name} line ${row.line} sha256:${file.fingerprint}`
    wanted.push({ phone, status, before: before?.status ?? null, evidence, row })
  }
  const changed = await upsertConsents(trx, wanted, now)
  for (const { phone, status, row } of changed) {
    written[status === 'opted_in' ? 'optedIn' : 'optedOut'].push(phone)
    written.rows.add(row)
  }
  written.kept += wanted.length - changed.length
  return written
}

/** One row a number: the first that says no, else the first that says yes. */
function decisiveRows(rows: PatientRow[]): Map<string, PatientRow> {
  const decisive = new Map<string, PatientRow>()
  for (const row of rows) {
    if (!row.phone || !row.consent) continue
    const earlier = decisive.get(row.phone)
    if (!earlier || (earlier.consent === 'yes' && row.consent === 'no'))
      decisive.set(row.phone, row)
  }
  return decisive
}

function mayTakeBack(before: StoredConsent, file: ImportedFile): boolean {
  return (
    before.source === IMPORT &&
    !file.refusals.has(before.phone_number) &&
    !before.evidence?.endsWith(file.fingerprint)
  )
}

async function findConsents(trx: QueryClientContract, phones: string[]) {
  return query<StoredConsent>(
    trx,
    `SELECT c.phone_number, c.status, c.source, c.evidence
     FROM ${rowsOf(trx, 'r', { phone: 'text' })} JOIN sms_consents AS c ON c.phone_number = r.phone`,
    { rows: JSON.stringify(phones.map((phone) => ({ phone }))) }
  )
}
