import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { PatientRow } from '#imports/patient_row'
import { query, rowsOf } from '#storage/sql'

/** As `sms_consents.source` names an import. */
const SOURCE = 'import'

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

interface ConsentRecord {
  phone_number: string
  status: 'opted_in' | 'opted_out'
  source: string
  evidence: string | null
}

/**
 * A no is written at once, whatever was known. A yes is written where nothing is
 * known, and takes back only a no that an import of other content gave: never one
 * from a reply or from staff, and never one that this very file gives as well.
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
  const toWrite: (ConsentRecord & { now: string })[] = []
  for (const [phone, row] of rowByPhone) {
    if (row.consent === 'no') file.refusals.add(phone)
    const before = storedByPhone.get(phone)
    const status = row.consent === 'yes' ? 'opted_in' : 'opted_out'
    if (before?.status === status) continue
    if (row.consent === 'yes' && before && !mayTakeBack(before, file)) {
      written.kept++
      continue
    }
    written[row.consent === 'yes' ? 'optedIn' : 'optedOut'].push(phone)
    written.rows.add(row)
    const evidence = `${file.name} line ${row.line} sha256:${file.fingerprint}`
    toWrite.push({ phone_number: phone, status, source: SOURCE, evidence, now })
  }
  await upsertConsents(trx, toWrite)
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

function mayTakeBack(before: ConsentRecord, file: ImportedFile): boolean {
  return (
    before.source === SOURCE &&
    !file.refusals.has(before.phone_number) &&
    !before.evidence?.endsWith(file.fingerprint)
  )
}

async function findConsents(trx: QueryClientContract, phones: string[]) {
  return query<ConsentRecord>(
    trx,
    `SELECT c.phone_number, c.status, c.source, c.evidence
     FROM ${rowsOf(trx, 'r', { phone: 'text' })} JOIN sms_consents AS c ON c.phone_number = r.phone`,
    { rows: JSON.stringify(phones.map((phone) => ({ phone }))) }
  )
}

/** The condition at the end: a STOP that arrived since the rows were read stands. */
async function upsertConsents(trx: QueryClientContract, consents: ConsentRecord[]) {
  if (consents.length === 0) return
  const source = rowsOf(trx, 'r', {
    phone_number: 'text',
    status: 'text',
    source: 'text',
    evidence: 'text',
    now: 'instant',
  })
  await query(
    trx,
    `INSERT INTO sms_consents (phone_number, status, source, evidence, created_at, updated_at)
     SELECT phone_number, status, source, evidence, now, now FROM ${source} WHERE 1 = 1 ORDER BY phone_number
     ON CONFLICT (phone_number) DO UPDATE SET
       status = excluded.status, source = excluded.source, evidence = excluded.evidence, updated_at = excluded.updated_at
     WHERE excluded.status = 'opted_out' OR sms_consents.source = excluded.source`,
    { rows: JSON.stringify(consents) }
  )
}
