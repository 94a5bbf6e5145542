import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { dialectOf } from '#storage/dialect_of'
import { idList, query, textList } from '#storage/sql'
import type { SearchedTable } from './searched_tables.js'

export type TextRow = { id: number } & Record<string, string | null>

/** Rows read at once: texts of an SMS or a call, so that judging them takes milliseconds. */
const PAGE = 500

/** The largest id of the table, or 0. */
export async function lastIdOf(
  client: QueryClientContract,
  { table }: SearchedTable
): Promise<number> {
  const [{ last }] = await query<{ last: number | null }>(
    client,
    `SELECT MAX(id) AS last FROM ${table}`
  )
  return last ?? 0
}

/** The next rows that have any text, along the primary key. Not rows of these numbers (E.164). */
export async function readTexts(
  client: QueryClientContract,
  searched: SearchedTable,
  { after, until, numbers }: { after: number; until: number; numbers: string[] }
): Promise<TextRow[]> {
  const { table, columns, hasNumber, except } = searched
  const conditions = [
    'id > :after AND id <= :until',
    `(${columns.map((column) => `${column} IS NOT NULL`).join(' OR ')})`,
    ...(hasNumber
      ? [`(phone_number IS NULL OR phone_number NOT IN (${textList(client, 'numbers')}))`]
      : []),
    ...(except ? [`NOT (${except})`] : []),
  ]
  return query<TextRow>(
    client,
    `SELECT id, ${columns.join(', ')} FROM ${table}
     WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT ${PAGE}`,
    { after, until, ...(hasNumber && { numbers: JSON.stringify(numbers) }) }
  )
}

/** These rows as they are now, locked until the end of the transaction. */
export async function lockTexts(
  trx: QueryClientContract,
  { table, columns, except }: SearchedTable,
  ids: number[]
): Promise<TextRow[]> {
  return query<TextRow>(
    trx,
    `SELECT id, ${columns.join(', ')} FROM ${table}
     WHERE id IN (${idList(trx)}) ${except ? `AND NOT (${except})` : ''}
     ORDER BY id ${dialectOf(trx).lock()}`,
    { ids: JSON.stringify(ids) }
  )
}
