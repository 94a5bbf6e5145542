import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { UnreadableImportFile } from '#imports/errors'
import { UploadFolder } from '#imports/uploads/upload_folder'
import type { Traces } from './traces.js'
import { PersonInTexts, type Wanted } from './texts/person_in_texts.js'
import { eraseFromFile, type EraseFromFileOptions, type RowsInFile } from './erase_from_file.js'
import type { FileErasure } from './erasure_result.js'
import type { PersonInFiles } from './rejected_row_of.js'
import { query, type Bindings } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'

/**
 * Removes a person's rows from the rejected files of all imports on this machine, and from uploads
 * about which nobody has decided.
 */
@inject()
export class EraseFromFiles {
  constructor(
    private readonly db: Database,
    private readonly folder: UploadFolder
  ) {}

  /**
   * An unreachable file stops nothing: it is named in the result, as it may be on another machine.
   */
  async run(
    { reference: ref, name }: Wanted,
    { numbers }: Pick<Traces, 'numbers'>,
    { dryRun }: { dryRun: boolean }
  ): Promise<FileErasure> {
    const result: FileErasure = { changed: [], rows: 0, notReached: [] }
    const named = new PersonInTexts({ numbers: [], name, reference: null })
    const wanted = { ref, numbers, named }
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
    return [...rows.map(({ path }) => path), ...(await this.#uploads())]
  }

  async #uploads(): Promise<string[]> {
    const rows = await query<{ file: string }>(
      this.db.connection(),
      `SELECT file FROM import_uploads
       WHERE open_as IS NOT NULL AND status IN ('checking', 'ready') AND folder = :folder ORDER BY id`,
      { folder: await this.folder.id() }
    )
    return rows.map(({ file }) => this.folder.pathOf(file))
  }

  /**
   * Only one erasure at a time puts its copy in place: the row is locked meanwhile, and released if
   * the process dies. The copy is made before, because on SQLite the lock blocks every writer.
   */
  async #erase(
    path: string,
    wanted: PersonInFiles,
    { notReached }: FileErasure
  ): Promise<RowsInFile | undefined> {
    const exclusively: EraseFromFileOptions['exclusively'] = async (replace, found) => {
      const attempt: { fault?: unknown } = {}
      const write = async (trx: TransactionClientContract) => {
        await updateFile(trx, 'rejected_rows = rejected_rows', { path })
        const isDone = await replace().catch((error) => {
          attempt.fault = error
          throw error
        })
        if (isDone) await remember(trx, path, found)
        return isDone
      }
      return transaction(this.db.connection(), write).catch((error) => {
        throw error === attempt.fault ? error : new NotWrittenDown(error)
      })
    }
    return reachOr(
      () => eraseFromFile(path, wanted, { dryRun: false, exclusively }),
      (problem) => notReached.push({ path, problem })
    )
  }
}

/** A database error, as opposed to a problem of the file. */
class NotWrittenDown extends Error {
  constructor(cause: unknown) {
    super('not written down', { cause })
  }
}

/** Imports of the same name share the file. */
async function remember(
  trx: TransactionClientContract,
  path: string,
  { others }: RowsInFile
): Promise<void> {
  const left = others > 0 ? path : null
  await updateFile(trx, 'rejected_rows = :others, rejected_file = :left', { path, others, left })
}

async function updateFile(
  trx: TransactionClientContract,
  set: string,
  bindings: Bindings
): Promise<void> {
  await updateRows(trx, { table: 'imported_files', set, where: 'rejected_file = :path' }, bindings)
}

async function reachOr(
  work: () => Promise<RowsInFile>,
  say: (problem: string) => void
): Promise<RowsInFile | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof NotWrittenDown) throw error.cause
    say(problemOf(error))
    return undefined
  }
}

/** In words, without the file's content. */
function problemOf(error: any): string {
  if (error instanceof UnreadableImportFile) return error.message.replace(`${error.file}: `, '')
  if (error.code === 'ENOENT') return 'does not exist: deleted, or on another machine.'
  if (error.code) return `cannot be read or written (${error.code}).`
  return error.message
}
