import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { query } from '#storage/sql'

/** The random id of a database, which its copies share. */
export async function readIdentity(client: QueryClientContract): Promise<string> {
  const [{ id }] = await query<Rows['database_identity']>(
    client,
    'SELECT id FROM database_identity'
  )
  return id
}
