import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { ConsentStatus } from '#consents/consent'
import { IMPORT } from './upsert_consents.js'
import type { KnownWord, Weight } from '#consents/weigh_word'
import { dialectOf } from '#storage/dialect_of'
import type { Insertion, Update } from '#storage/dialects/dialect'
import { query } from '#storage/sql'
import { insertRows, updateRows } from '#storage/write_rows'

export interface ConsentRow {
  phone_number: string
  status: ConsentStatus
  source: string
  evidence: string | null
  recorded_by: string
  /** See `sms_consents.said_at`. */
  said_at: string | null
  now: string
}

export interface WrittenConsent {
  id: number
  /** Null if nothing was known. */
  before: ConsentStatus | null
  changed: boolean
}

/** Weighs what a person said against what is known. */
export type Weigh = (known: KnownWord) => Promise<Weight>

/**
 * Writes the consent of one number unless it says so already, or `weigh` finds that it does not count. A no
 * that stood in a file and is now said by the person is another one: no later file may take it back; nor may an
 * SMS take back one that staff record as well. The row is locked before it is judged; where there is none,
 * whoever inserts first is judged again.
 */
export async function writeConsent(
  trx: TransactionClientContract,
  consent: ConsentRow,
  weigh: Weigh = async () => 'counts'
): Promise<WrittenConsent> {
  for (;;) {
    const stored = await findLocked(trx, consent.phone_number)
    if (stored) return { ...(await changeConsent(trx, consent, stored, weigh)), id: stored.id }
    const [inserted] = await insertRows<Pick<Rows['sms_consents'], 'id'>>(trx, MAKE, { ...consent })
    if (inserted) return { id: inserted.id, before: null, changed: true }
  }
}

async function changeConsent(
  trx: TransactionClientContract,
  consent: ConsentRow,
  stored: StoredConsent,
  weigh: Weigh
): Promise<Omit<WrittenConsent, 'id'>> {
  const { id, status: before, source } = stored
  const weight = await weigh(knownWord(stored))
  if (weight !== 'counts' && weight !== 'known') return { before, changed: false }
  if (before === consent.status && !isAnotherNo(consent, source)) {
    const isHeardAgain = consent.said_at !== null && (source === 'reply' || before === 'opted_in')
    if (isHeardAgain) await updateRows(trx, HEARD_AGAIN, { id, said_at: consent.said_at })
    return { before, changed: false }
  }
  await updateRows(trx, CHANGE, { ...consent, id })
  return { before, changed: true }
}

function isAnotherNo({ status, source: by }: ConsentRow, source: string): boolean {
  return status === 'opted_out' && (source === IMPORT || (source === 'reply' && by !== 'reply'))
}

/** A no without a time of its own was said by the time it was written. */
function knownWord({ status, source, said_at: saidAt, updated_at: writtenAt }: StoredConsent) {
  return { status, source, saidAt: saidAt ?? (status === 'opted_out' ? writtenAt : null) }
}

interface StoredConsent extends Pick<
  Rows['sms_consents'],
  'id' | 'source' | 'said_at' | 'updated_at'
> {
  status: ConsentStatus
}

async function findLocked(trx: TransactionClientContract, phoneNumber: string) {
  const [stored] = await query<StoredConsent>(
    trx,
    `SELECT id, status, source, said_at, updated_at FROM sms_consents
     WHERE phone_number = :phone_number ${dialectOf(trx).lock()}`,
    { phone_number: phoneNumber }
  )
  return stored
}

const CHANGE: Update = {
  table: 'sms_consents',
  set: `status = :status, source = :source, evidence = :evidence, recorded_by = :recorded_by,
    said_at = :said_at, updated_at = :now`,
  where: 'id = :id',
}

/** The latest time counts: a word of the other kind must be later than that. */
const HEARD_AGAIN: Update = {
  table: 'sms_consents',
  set: 'said_at = :said_at',
  where: 'id = :id AND (said_at IS NULL OR said_at < :said_at)',
}

const MAKE: Insertion = {
  into: 'sms_consents',
  columns: 'phone_number, status, source, evidence, recorded_by, said_at, created_at, updated_at',
  rows: `VALUES (:phone_number, :status, :source, :evidence, :recorded_by, :said_at, :now, :now)`,
  onConflict: { key: 'phone_number' },
  returning: 'id',
}
