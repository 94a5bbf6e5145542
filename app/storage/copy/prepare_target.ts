import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { PROGRESS_TABLE, readProgress, startProgress } from '#storage/copy/copy_progress'
import type { CopyStep } from '#storage/copy/copy_steps'
import { CopyRefused } from '#storage/copy/errors'
import { readMigrations, readSchema, readTableNames, type Table } from '#storage/copy/read_schema'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { deleteRows } from '#storage/write_rows'

/** Migrations fill these. */
const FILLED_BY_MIGRATIONS = [
  'database_identity',
  'metric_exports',
  'sms_templates',
  'zone_data_versions',
]

/** @throws CopyRefused unless both have the same tables, made by the same migrations */
export async function ensureSameSchema(
  source: QueryClientContract,
  target: QueryClientContract
): Promise<Table[]> {
  const [ours, theirs] = [await readSchema(source), await readSchema(target)]
  if (await isUnfinished(source))
    throw new CopyRefused('The source is itself an unfinished copy: finish that one first')
  const migrations = [await readMigrations(source), await readMigrations(target)]
  if (!isSame(migrations[0], migrations[1]) || !isSame(shapeOf(ours), shapeOf(theirs)))
    throw new CopyRefused(
      'The two databases do not have the same tables: run "node ace migration:run --force" on both, with this version'
    )
  return ours
}

/**
 * Begins a copy, or finds one that was interrupted. Returns whether it goes on with one.
 *
 * @throws CopyRefused if the target has rows of its own
 */
export async function prepareTarget(
  target: QueryClientContract,
  identity: string,
  tables: readonly Table[],
  steps: CopyStep[]
): Promise<boolean> {
  if (await isUnfinished(target)) {
    await readProgress(target, identity)
    return true
  }
  await ensureEmpty(target, tables)
  await transaction(
    target,
    async (trx) => {
      for (const table of FILLED_BY_MIGRATIONS)
        await deleteRows(trx, { from: table, where: '1 = 1' }, {})
      await startProgress(trx, identity, steps)
    },
    { readsFirst: true }
  )
  return false
}

async function isUnfinished(client: QueryClientContract): Promise<boolean> {
  const tables = await readTableNames(client)
  return tables.includes(PROGRESS_TABLE)
}

async function ensureEmpty(target: QueryClientContract, tables: readonly Table[]): Promise<void> {
  const counted = tables.filter(({ name }) => !FILLED_BY_MIGRATIONS.includes(name))
  const filled = await query<{ name: string }>(
    target,
    counted
      .map(({ name }) => `SELECT '${name}' AS name WHERE EXISTS (SELECT 1 FROM ${name})`)
      .join(' UNION ALL ')
  )
  if (filled.length === 0) return
  const names = filled.map(({ name }) => name).join(', ')
  throw new CopyRefused(
    `The target is not empty (${names}): create it anew and run "node ace migration:run --force" on it`
  )
}

const shapeOf = (tables: Table[]) => tables.map(({ references: _, ...table }) => table)

const isSame = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right)
