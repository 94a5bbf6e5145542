import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { Person } from './person.js'
import { addErasureCounts, noCounts, type ErasureCounts } from './erasure_result.js'
import type { Wanted } from './texts/person_in_texts.js'
import { dialectOf } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { deleteRows, insertRows, updateRows } from '#storage/write_rows'

/**
 * An erasure that has begun. `begun`: nothing is sent any more; `deleted`: the person's own rows
 * are gone; `searched`: other people's texts, too, and the record no longer says who it was.
 */
export interface ErasureRecord {
  subject: string
  stage: 'begun' | 'deleted' | 'searched'
  person: Person
  wanted: Wanted
  actor: string
  reason: string | undefined
  counts: ErasureCounts
  searching: string | null
  searchedTo: number
}

/** Writes the record, or adds what was found now to the one of an erasure that was cut short. */
export async function beginRecord(
  trx: TransactionClientContract,
  record: Pick<ErasureRecord, 'subject' | 'person' | 'wanted' | 'actor' | 'reason'>,
  now: string
): Promise<ErasureRecord> {
  const earlier = await findRecord(trx, record.subject)
  const isKnown = earlier !== undefined && earlier.stage !== 'searched'
  const numbers = [...record.wanted.numbers, ...(isKnown ? earlier.wanted.numbers : [])]
  const wanted = {
    ...record.wanted,
    numbers: [...new Set(numbers)],
    name: record.wanted.name ?? (isKnown ? earlier.wanted.name : null),
  }
  const counts = isKnown ? earlier.counts : noCounts()
  await insertRows(
    trx,
    {
      into: 'erasures',
      columns: 'subject, stage, person, actor, reason, begun_at, counts, searched_to',
      rows: `VALUES (:subject, 'begun', :person, :actor, :reason, :now, :counts, 0)`,
      onConflict: {
        key: 'subject',
        set: `stage = 'begun', person = excluded.person, actor = excluded.actor,
          reason = excluded.reason, counts = excluded.counts, searching = NULL, searched_to = 0`,
      },
    },
    {
      subject: record.subject,
      person: JSON.stringify({ person: record.person, wanted }),
      actor: record.actor,
      reason: record.reason ?? null,
      now,
      counts: JSON.stringify(counts),
    }
  )
  return { ...record, wanted, counts, stage: 'begun', searching: null, searchedTo: 0 }
}

const COLUMNS = 'subject, stage, person, actor, reason, counts, searching, searched_to'

export async function findRecord(
  client: QueryClientContract,
  subject: string
): Promise<ErasureRecord | undefined> {
  const [row] = await query<Rows['erasures']>(
    client,
    `SELECT ${COLUMNS} FROM erasures WHERE subject = :subject`,
    { subject }
  )
  return row && toRecord(row)
}

/** All of them, the oldest first. */
export async function listRecords(client: QueryClientContract): Promise<ErasureRecord[]> {
  const rows = await query<Rows['erasures']>(
    client,
    `SELECT ${COLUMNS} FROM erasures ORDER BY begun_at, subject`
  )
  return rows.map(toRecord)
}

/** The person's own rows are gone. */
export async function saveDeleted(
  trx: TransactionClientContract,
  subject: string,
  counts: ErasureCounts
): Promise<void> {
  await addCounts(trx, subject, counts, `stage = 'deleted'`)
}

/** How far the texts are searched. */
export async function saveSearch(
  trx: TransactionClientContract,
  subject: string,
  { searching, searchedTo, redacted }: { searching: string; searchedTo: number; redacted: number }
): Promise<void> {
  const position = 'searching = :searching, searched_to = :searched_to'
  const counts = { ...noCounts(), textsRedacted: redacted }
  await addCounts(trx, subject, counts, position, { searching, searched_to: searchedTo })
}

/**
 * The record no longer says who it was. Returns all that was erased; undefined if another process
 * has finished it.
 */
export async function forgetWho(
  trx: TransactionClientContract,
  subject: string
): Promise<ErasureCounts | undefined> {
  const [row] = await updateRows<Pick<Rows['erasures'], 'counts'>>(
    trx,
    {
      table: 'erasures',
      set: `stage = 'searched', person = '{}', reason = NULL, searching = NULL`,
      where: `subject = :subject AND stage = 'deleted'`,
      returning: 'counts',
    },
    { subject }
  )
  return row && JSON.parse(row.counts)
}

/** Deletes the records whose bytes are overwritten, or that found nobody. */
export async function deleteRecords(client: QueryClientContract, subject?: string): Promise<void> {
  await deleteRows(
    client,
    {
      from: 'erasures',
      where: `stage = 'searched' ${subject === undefined ? '' : 'AND subject = :subject'}`,
    },
    subject === undefined ? {} : { subject }
  )
}

async function addCounts(
  trx: TransactionClientContract,
  subject: string,
  counts: ErasureCounts,
  set: string,
  bindings: Record<string, string | number> = {}
): Promise<void> {
  const [row] = await query<Pick<Rows['erasures'], 'counts'>>(
    trx,
    `SELECT counts FROM erasures WHERE subject = :subject ${dialectOf(trx).lock()}`,
    { subject }
  )
  if (!row) return
  await updateRows(
    trx,
    {
      table: 'erasures',
      set: `counts = :counts, ${set}`,
      where: `subject = :subject AND stage <> 'searched'`,
    },
    {
      ...bindings,
      subject,
      counts: JSON.stringify(addErasureCounts(JSON.parse(row.counts), counts)),
    }
  )
}

function toRecord(row: Rows['erasures']): ErasureRecord {
  const { person, wanted } = JSON.parse(row.person)
  return {
    subject: row.subject,
    stage: row.stage as ErasureRecord['stage'],
    person,
    wanted,
    actor: row.actor,
    reason: row.reason ?? undefined,
    counts: JSON.parse(row.counts),
    searching: row.searching,
    searchedTo: row.searched_to,
  }
}
