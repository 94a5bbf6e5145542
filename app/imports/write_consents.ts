import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { ConsentStatus } from '#consents/consent'
import type { PatientRecord } from '#registry/find_patients'
import type { PatientRow } from '#registry/registered_row'
import { IMPORT, upsertConsents, type ImportedConsent } from '#consents/upsert_consents'
import { query, rowsOf } from '#storage/sql'

export interface ImportedFile {
  /** Of its content: a yes never takes back a no of the same. The evidence ends with it. */
  fingerprint: string
  /** The proof of what a row says of consent. */
  evidenceOf: (line: number) => string
  /** Who tells it, in events and consents. */
  actor: string
  /** Numbers that have opted out in this file so far. */
  refusals: Set<string>
  /** Facilities that it has moved to another zone so far. */
  rezoned: Set<string>
  /** Whether it is written over what is on record of another child. */
  replace: boolean
}

/** What a line of the file says about a number. */
export interface ConsentSource {
  line: number
  phone: string
  consent: 'yes' | 'no'
}

export interface WrittenConsents {
  optedIn: string[]
  optedOut: string[]
  /** Rows with a yes for a number whose no they may not change. */
  kept: number
  /** The lines that changed something. */
  lines: Set<number>
}

interface StoredConsent extends Pick<
  Rows['sms_consents'],
  'phone_number' | 'status' | 'source' | 'evidence'
> {
  status: ConsentStatus
}

/**
 * A no is always written. A yes is written if nothing is known, and only replaces a no from an
 * import of other content: never one from a reply, from staff or from before an erasure, and never
 * one in the same file. Changes are kept in the history.
 */
export async function writeConsents(
  trx: QueryClientContract,
  sources: ConsentSource[],
  now: string,
  file: ImportedFile
): Promise<WrittenConsents> {
  const written: WrittenConsents = { optedIn: [], optedOut: [], kept: 0, lines: new Set() }
  const sourceByPhone = decisiveSources(sources)
  if (sourceByPhone.size === 0) return written

  const stored = await findConsents(trx, [...sourceByPhone.keys()])
  const storedByPhone = new Map(stored.map((consent) => [consent.phone_number, consent]))
  const wanted: (ImportedConsent & { line: number })[] = []
  for (const [phone, { line, consent }] of sourceByPhone) {
    if (consent === 'no') file.refusals.add(phone)
    const before = storedByPhone.get(phone)
    const status: ConsentStatus = consent === 'yes' ? 'opted_in' : 'opted_out'
    if (before?.status === status) continue
    if (consent === 'yes' && before && !mayTakeBack(before, file)) {
      written.kept++
      continue
    }
    const evidence = file.evidenceOf(line)
    wanted.push({ phone, status, before: before?.status ?? null, evidence, line })
  }
  const changed = await upsertConsents(trx, wanted, { now, actor: file.actor })
  for (const { phone, status, line } of changed) {
    written[status === 'opted_in' ? 'optedIn' : 'optedOut'].push(phone)
    written.lines.add(line)
  }
  written.kept += wanted.length - changed.length
  return written
}

/**
 * What the rows say. A no without a number is for the number on record, which is
 * taken off it: else the number could come back without its no.
 */
export function consentsOf(rows: PatientRow[], known: Map<string, PatientRecord>): ConsentSource[] {
  return rows.flatMap(({ line, patientRef, phone, consent }) => {
    const number = phone ?? (consent === 'no' ? known.get(patientRef)?.caregiver_phone : null)
    return number && consent ? [{ line, phone: number, consent }] : []
  })
}

/** One line a number: the first that says no, else the first that says yes. */
function decisiveSources(sources: ConsentSource[]): Map<string, ConsentSource> {
  const decisive = new Map<string, ConsentSource>()
  for (const source of sources) {
    const earlier = decisive.get(source.phone)
    if (!earlier || (earlier.consent === 'yes' && source.consent === 'no'))
      decisive.set(source.phone, source)
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
