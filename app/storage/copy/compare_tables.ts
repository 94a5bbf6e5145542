import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { checksumTable, type Checksum } from '#storage/copy/checksum_table'
import type { Table } from '#storage/copy/read_schema'

export interface ComparedTable {
  table: string
  source: Checksum
  target: Checksum
  equal: boolean
}

/** Counts and checksums of every table, in both databases. */
export async function compareTables(
  source: QueryClientContract,
  target: QueryClientContract,
  tables: readonly Table[],
  signal: AbortSignal
): Promise<ComparedTable[]> {
  const compared: ComparedTable[] = []
  for (const table of tables) {
    const ours = await checksumTable(source, table, signal)
    const theirs = await checksumTable(target, table, signal)
    const equal = ours.rows === theirs.rows && ours.checksum === theirs.checksum
    compared.push({ table: table.name, source: ours, target: theirs, equal })
  }
  return compared
}
