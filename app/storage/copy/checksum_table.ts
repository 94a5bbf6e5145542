import { createHash } from 'node:crypto'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { endIfTold } from '#storage/copy/errors'
import { readPages } from '#storage/copy/read_pages'
import type { Table } from '#storage/copy/read_schema'

const PAGE = 1_000
const MODULUS = 1n << 256n

export interface Checksum {
  rows: number
  /** In hexadecimal. */
  checksum: string
}

/**
 * The sum of the SHA-256 of all rows, modulo 2^256: the same for the same rows in any order, because
 * databases sort texts differently. A row is the JSON array of its values in the order of their
 * columns' names.
 */
export async function checksumTable(
  client: QueryClientContract,
  table: Table,
  signal: AbortSignal
): Promise<Checksum> {
  const columns = Object.keys(table.columns)
  let rows = 0
  let sum = 0n
  for await (const page of readPages(client, { table, columns, pageSize: PAGE })) {
    endIfTold(signal)
    for (const row of page.rows) {
      const text = JSON.stringify(columns.map((column) => row[column]))
      sum = (sum + BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)) % MODULUS
    }
    rows += page.rows.length
  }
  return { rows, checksum: sum.toString(16).padStart(64, '0') }
}
