import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { query, textList } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { deleteRows, insertRows } from '#storage/write_rows'

/**
 * Brings the rows of destinations in line with the configuration: from the commit on, events are
 * recorded for these and no others. Writes nothing if they are. Returns whether it changed
 * something.
 */
export async function writeDestinations(
  client: QueryClientContract,
  names: readonly string[],
  now: string
): Promise<boolean> {
  const rows = await query<Pick<Rows['event_destinations'], 'name'>>(
    client,
    'SELECT name FROM event_destinations'
  )
  const before = new Set(rows.map(({ name }) => name))
  if (before.size === names.length && names.every((name) => before.has(name))) return false
  await transaction(client, async (trx) => {
    await deleteRows(
      trx,
      { from: 'event_destinations', where: `name NOT IN (${textList(trx, 'names')})` },
      { names: JSON.stringify(names) }
    )
    for (const name of names) {
      await insertRows(
        trx,
        {
          into: 'event_destinations',
          columns: 'name, since',
          rows: 'VALUES (:name, :now)',
          onConflict: { key: 'name' },
        },
        { name, now }
      )
    }
  })
  return true
}
