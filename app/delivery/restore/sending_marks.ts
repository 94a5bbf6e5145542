import { randomBytes } from 'node:crypto'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { DatabaseIsOlder } from '#delivery/restore/errors'
import { query, rowsOf, textList } from '#storage/sql'
import { deleteRows, insertRows } from '#storage/write_rows'

/** Marks kept for comparison; older ones are known by id only. */
const KEPT = 10_000

/** A mark that the database is known to have. */
export interface KnownMark {
  id: number
  token: string
}

/**
 * Marks a commit to `sending` in its own transaction, and only if the database still has the mark
 * seen before.
 *
 * @throws DatabaseIsOlder when it lacks that mark: it was restored while this process ran
 */
export async function insertMark(
  trx: TransactionClientContract,
  { after, now }: { after: KnownMark | undefined; now: string }
): Promise<KnownMark> {
  const token = randomBytes(8).toString('base64url')
  const [mark] = await insertRows<Pick<Rows['sending_marks'], 'id'>>(
    trx,
    {
      into: 'sending_marks',
      columns: 'token, at',
      rows: `SELECT token, at FROM ${markRows(trx)} WHERE ${after ? STILL_THERE : '1 = 1'}`,
      returning: 'id',
    },
    {
      rows: JSON.stringify([{ token, at: now }]),
      after: after?.token ?? null,
      after_id: after?.id ?? null,
    }
  )
  if (!mark) throw new DatabaseIsOlder()
  return { id: mark.id, token }
}

/** The token exists, or its id is older than all marks kept. */
const STILL_THERE = `(EXISTS (SELECT 1 FROM sending_marks WHERE token = :after)
  OR :after_id < (SELECT MIN(id) FROM sending_marks))`

const markRows = (client: QueryClientContract) =>
  rowsOf(client, 'r', { token: 'text', at: 'instant' })

export async function findMarks(
  client: QueryClientContract,
  tokens: string[]
): Promise<Map<string, number>> {
  if (tokens.length === 0) return new Map()
  const rows = await query<KnownMark>(
    client,
    `SELECT id, token FROM sending_marks WHERE token IN (${textList(client, 'tokens')})`,
    { tokens: JSON.stringify(tokens) }
  )
  return new Map(rows.map(({ id, token }) => [token, id]))
}

/** From then on this database counts as having these marks. */
export async function adoptMarks(
  trx: TransactionClientContract,
  marks: { token: string; at: string }[]
): Promise<void> {
  await insertRows(
    trx,
    {
      into: 'sending_marks',
      columns: 'token, at',
      rows: `SELECT token, at FROM ${markRows(trx)} WHERE 1 = 1`,
      onConflict: { key: 'token' },
    },
    { rows: JSON.stringify(marks) }
  )
}

/** Returns the number of surplus marks, and deletes them unless it is a dry run. */
export async function pruneMarks(client: QueryClientContract, dryRun: boolean): Promise<number> {
  const where = `id <= (SELECT MAX(id) FROM sending_marks) - ${KEPT}`
  const rows = dryRun
    ? await query(client, `SELECT id FROM sending_marks WHERE ${where}`)
    : await deleteRows(client, { from: 'sending_marks', where, returning: 'id' }, {})
  return rows.length
}
