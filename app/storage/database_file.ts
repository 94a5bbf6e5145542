import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'

/** The file of an SQLite database; null for a server, and for a database in memory. */
export async function databaseFileOf(client: QueryClientContract): Promise<string | null> {
  if (isPostgres(client)) return null
  const databases = await query<{ name: string; file: string }>(client, 'PRAGMA database_list')
  return databases.find(({ name }) => name === 'main')?.file || null
}
