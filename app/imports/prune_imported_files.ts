import { access } from 'node:fs/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { idList, query } from '#storage/sql'

const PAGE = 500

interface OldFile {
  id: number
  rejected_file: string | null
}

/**
 * Forgets files that were imported before an instant of the database and whose
 * rejected rows are no longer there, as far as this machine can see. While they
 * are, an erasure has to find them. Returns how many, or how many it would be.
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

/** What cannot be looked at may be there. */
async function isThere(path: string | null): Promise<boolean> {
  if (path === null) return false
  return access(path).then(
    () => true,
    (error) => error.code !== 'ENOENT'
  )
}

async function forget(client: QueryClientContract, ids: number[]): Promise<number> {
  if (ids.length === 0) return 0
  const rows = await query(
    client,
    `DELETE FROM imported_files WHERE id IN (${idList(client)}) RETURNING id`,
    { ids: JSON.stringify(ids) }
  )
  return rows.length
}
