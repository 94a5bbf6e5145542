import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { toSqlInstant } from '#storage/instants'
import { ShortTurns } from '#storage/short_turns'
import { saveSearch, type ErasureRecord } from '../erasure_record.js'
import { PersonInTexts, type Wanted } from './person_in_texts.js'
import { lastIdOf, readTexts, type TextRow } from './read_texts.js'
import { redactRows } from './redact_rows.js'
import { REPORTED, SEARCHED, type SearchedTable, type TextTable } from './searched_tables.js'

/** Milliseconds after which a search records how far it has come. */
const REMEMBERED_EVERY_MS = 5_000

export interface SearchProgress {
  table: TextTable
  /** Ids: how far, of how many. */
  searchedTo: number
  until: number
}

export interface TextSearch {
  signal?: AbortSignal
  onProgress?: (progress: SearchProgress) => void
}

/**
 * Searches other people's texts for the person and removes them. Reads each table once along its
 * primary key, a page at a time and outside of transactions; only pages with a find are written, in
 * turns. The record of the erasure says how far it has come, so it goes on where it was cut short.
 */
@inject()
export class SearchTexts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** Returns how many rows were redacted, or false if it was told to stop. */
  async run(record: ErasureRecord, options: TextSearch): Promise<number | false> {
    const person = new PersonInTexts(record.wanted)
    if (person.isEmpty) return 0
    let total = 0
    const begun = SEARCHED.findIndex(({ table }) => table === record.searching)
    for (const searched of SEARCHED.slice(Math.max(begun, 0))) {
      const after = searched.table === record.searching ? record.searchedTo : 0
      const redacted = await this.#search(searched, { person, after, record, options })
      if (redacted === false) return false
      total += redacted
    }
    return total
  }

  /** How many rows would be redacted. Their own rows count as well. */
  async count(wanted: Wanted, options: TextSearch): Promise<number> {
    const person = new PersonInTexts(wanted)
    if (person.isEmpty) return 0
    let total = 0
    for (const searched of SEARCHED) {
      for await (const { rows, until } of this.#pages(searched, 0, wanted.numbers)) {
        if (options.signal?.aborted) return total
        options.onProgress?.({ table: searched.table, searchedTo: rows.at(-1)!.id, until })
        total += rows.filter((row) => isAbout(row, person)).length
      }
    }
    return total
  }

  /** How many settings quote the person. Changes nothing. */
  async countReported({ wanted }: Pick<ErasureRecord, 'wanted'>): Promise<number> {
    const person = new PersonInTexts(wanted)
    if (person.isEmpty) return 0
    let total = 0
    for (const table of REPORTED)
      for await (const { rows } of this.#pages(table, 0, wanted.numbers))
        total += rows.filter((row) => isAbout(row, person)).length
    return total
  }

  async #search(
    searched: SearchedTable,
    { person, after, record, options }: Search
  ): Promise<number | false> {
    const client = this.db.connection()
    const turns = new ShortTurns(client, this.config.cleanup.batchSize)
    const { table } = searched
    let total = 0
    let remembered = this.clock.moment()
    for await (const { rows, until } of this.#pages(searched, after, record.wanted.numbers)) {
      if (options.signal?.aborted) return false
      const searchedTo = rows.at(-1)!.id
      options.onProgress?.({ table, searchedTo, until })
      const ids = rows.filter((row) => isAbout(row, person)).map(({ id }) => id)
      if (ids.length === 0 && this.clock.passedMs(remembered) < REMEMBERED_EVERY_MS) continue
      remembered = this.clock.moment()
      total += await turns.take(
        async (trx) => {
          const by = { now: toSqlInstant(this.clock.now()), actor: record.actor }
          const redacted = ids.length > 0 ? await redactRows(trx, person, searched, { ids, by }) : 0
          await saveSearch(trx, record.subject, { searching: table, searchedTo, redacted })
          return redacted
        },
        { rows: ids.length }
      )
    }
    return total
  }

  async *#pages(searched: SearchedTable, from: number, numbers: string[]) {
    const client = this.db.connection()
    const until = await lastIdOf(client, searched)
    for (let after = from; after < until;) {
      const rows = await readTexts(client, searched, { after, until, numbers })
      if (rows.length === 0) return
      yield { rows, until }
      after = rows.at(-1)!.id
    }
  }
}

interface Search {
  person: PersonInTexts
  after: number
  record: ErasureRecord
  options: TextSearch
}

function isAbout({ id: _, ...texts }: TextRow, person: PersonInTexts): boolean {
  return Object.values(texts as Record<string, string | null>).some(
    (text) => text !== null && person.isIn(text)
  )
}
