import { access } from 'node:fs/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { idList, query } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

const PAGE = 500

type OldFile = Pick<Rows['imported_files'], 'id' | 'rejected_file'>

/**
 * Forgets files imported before an instant of the database whose rejected rows no longer exist, as
 * far as this machine can see. While they exist, an erasure must find them. Returns how many, or
 * how many it would be.
 */
export async function pruneImportedFiles(
  client: QueryClientContract,
  before: string,
  { dryRun, signal }: { dryRun: boolean; signal?: AbortSignal }
): Promise<number> {
  let pruned = 0
  for (let after = 0; !signal?.aborted;) {
    const page = await query<OldFile>(
      client,
      `SELECT id, rejected_file FROM imported_files
       WHERE id > :after AND imported_at < :before ORDER BY id LIMIT ${PAGE}`,
      { after, before }
    )
    const gone: number[] = []
    for (const { id, rejected_file: path } of page) if (!(await isThere(path))) gone.push(id)
    pruned += dryRun ? gone.length : await forget(client, gone)
    if (page.length < PAGE) break
    after = page.at(-1)!.id
  }
  return pruned
}

/** A file that cannot be checked may exist. */
async function isThere(path: string | null): Promise<boolean> {
  if (path === null) return false
  return access(path).then(
    () => true,
    (error) => error.code !== 'ENOENT'
  )
}

async function forget(client: QueryClientContract, ids: number[]): Promise<number> {
  if (ids.length === 0) return 0
  const rows = await deleteRows(
    client,
    { from: 'imported_files', where: `id IN (${idList(client)})`, returning: 'id' },
    { ids: JSON.stringify(ids) }
  )
  return rows.length
}
