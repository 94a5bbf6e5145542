import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { UnreadableImportFile } from '#imports/errors'
import type { Traces } from '#people/traces'
import type { Person } from '#people/erasure_request'
import { eraseFromFile, type RowsInFile } from '#people/erase_from_file'
import type { FileErasure } from '#people/erasure_result'
import type { PersonInFiles } from '#people/rejected_row_of'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { query } from '#storage/sql'

/** Takes the rows of a person out of the rejected files of all imports, those that are on this machine. */
@inject()
export class EraseFromFiles {
  constructor(private readonly db: Database) {}

  /** A file that cannot be reached stops nothing: it is named, as it may be on another machine. */
  async run(
    person: Person,
    { numbers }: Traces,
    { dryRun }: { dryRun: boolean }
  ): Promise<FileErasure> {
    const result: FileErasure = { changed: [], rows: 0, notReached: [] }
    const wanted = { ref: person.kind === 'patient' ? person.ref : null, numbers }
    for (const path of await this.#paths()) {
      const look = () => eraseFromFile(path, wanted, { dryRun: true })
      const found = await reachOr(look, (problem) => result.notReached.push({ path, problem }))
      if (!found || found.rows === 0) continue

      const erased = dryRun ? found : await this.#erase(path, wanted, result)
      if (!erased || erased.rows === 0) continue
      result.changed.push(path)
      result.rows += erased.rows
    }
    return result
  }

  async #paths(): Promise<string[]> {
    const rows = await query<{ path: string }>(
      this.db.connection(),
      `SELECT DISTINCT rejected_file AS path FROM imported_files
       WHERE rejected_file IS NOT NULL ORDER BY rejected_file`
    )
    return rows.map(({ path }) => path)
  }

  /**
   * One erasure a file at a time: the row is held meanwhile, and let go when the
   * process dies. Only where there is something to erase, as SQLite holds every writer.
   */
  async #erase(
    path: string,
    wanted: PersonInFiles,
    { notReached }: FileErasure
  ): Promise<RowsInFile | undefined> {
    return retryDeadlocks(() =>
      this.db.connection().transaction(async (trx) => {
        await query(
          trx,
          'UPDATE imported_files SET rejected_rows = rejected_rows WHERE rejected_file = :path',
          { path }
        )
        const erased = await reachOr(
          () => eraseFromFile(path, wanted, { dryRun: false }),
          (problem) => notReached.push({ path, problem })
        )
        if (erased) await remember(trx, path, erased)
        return erased
      })
    )
  }
}

/** Imports of the same name share the file. */
async function remember(
  trx: TransactionClientContract,
  path: string,
  { others }: RowsInFile
): Promise<void> {
  await query(
    trx,
    'UPDATE imported_files SET rejected_rows = :others, rejected_file = :left WHERE rejected_file = :path',
    { path, others, left: others > 0 ? path : null }
  )
}

async function reachOr(
  work: () => Promise<RowsInFile>,
  say: (problem: string) => void
): Promise<RowsInFile | undefined> {
  try {
    return await work()
  } catch (error) {
    say(problemOf(error))
    return undefined
  }
}

/** In words, without what the file says. */
function problemOf(error: any): string {
  if (error instanceof UnreadableImportFile) return error.message.replace(`${error.file}: `, '')
  if (error.code === 'ENOENT') return 'is not there: deleted, or on another machine.'
  if (error.code) return `cannot be read or written (${error.code}).`
  return error.message
}
