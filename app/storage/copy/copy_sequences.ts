import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Table } from '#storage/copy/read_schema'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { insertRows, updateRows } from '#storage/write_rows'

/** Ids are never given twice: numbering goes on where the source is, also after deleted rows. */
export async function copySequences(
  source: QueryClientContract,
  target: QueryClientContract,
  tables: readonly Table[]
): Promise<void> {
  for (const { name, key, numbered } of tables) {
    if (!numbered) continue
    const last = await lastNumber(source, name, key[0])
    if (last > 0) await setLastNumber(target, name, key[0], last)
  }
}

async function lastNumber(client: QueryClientContract, table: string, id: string): Promise<number> {
  if (!isPostgres(client)) {
    const numbers = 'SELECT seq FROM sqlite_sequence WHERE name = :table'
    const [row] = await query<{ seq: number }>(client, numbers, { table })
    return row?.seq ?? 0
  }
  const [{ sequence }] = await query<{ sequence: string }>(
    client,
    'SELECT pg_get_serial_sequence(:table, :id) AS sequence',
    { table, id }
  )
  const [{ last }] = await query<{ last: number }>(
    client,
    `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM ${sequence}`
  )
  return last
}

async function setLastNumber(
  client: QueryClientContract,
  table: string,
  id: string,
  last: number
): Promise<void> {
  if (isPostgres(client)) {
    const statement = 'SELECT setval(pg_get_serial_sequence(:table, :id), :last)'
    await query(client, statement, { table, id, last })
    return
  }
  const update = { table: 'sqlite_sequence', set: 'seq = :last', where: 'name = :table' }
  const moved = await updateRows(client, { ...update, returning: 'name' }, { table, last })
  if (moved.length > 0) return
  const insertion = {
    into: 'sqlite_sequence',
    columns: 'name, seq',
    rows: 'VALUES (:table, :last)',
  }
  await insertRows(client, insertion, { table, last })
}
