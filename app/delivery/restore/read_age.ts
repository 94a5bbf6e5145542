import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { SendingMark } from '#delivery/restore/journal_line'
import { databaseFingerprint } from '#delivery/restore/message_identity'
import { findMarks } from '#delivery/restore/sending_marks'
import { query } from '#storage/sql'

/** What a database knows about its own age. */
export interface DatabaseAgeRow {
  databaseId: string
  fingerprint: string
  /** The oldest and the newest mark kept; null if it never sent. */
  oldestMark: number | null
  newestMark: number | null
  /** An instant of the database: the time of the newest mark. */
  until: string | null
}

export async function readAge(client: QueryClientContract): Promise<DatabaseAgeRow> {
  const [row] = await query<{
    id: string
    oldest: number | null
    newest: number | null
    until: string | null
  }>(
    client,
    `SELECT id, (SELECT MIN(id) FROM sending_marks) AS oldest, (SELECT MAX(id) FROM sending_marks) AS newest,
       (SELECT at FROM sending_marks ORDER BY id DESC LIMIT 1) AS until
     FROM database_identity`
  )
  const { id, oldest, newest, until } = row
  return {
    databaseId: id,
    fingerprint: databaseFingerprint(id),
    oldestMark: oldest,
    newestMark: newest,
    until,
  }
}

/**
 * The marks that the database does not know. A mark older than all that it keeps was deleted by the
 * cleanup.
 */
export async function findMissing<Mark extends SendingMark>(
  client: QueryClientContract,
  age: DatabaseAgeRow,
  marks: Mark[]
): Promise<{ missing: Mark[]; known: Map<string, number> }> {
  const known = await findMarks(
    client,
    marks.map(({ token }) => token)
  )
  const missing = marks.filter(
    ({ token, id, database }) =>
      !known.has(token) &&
      !(database === age.fingerprint && age.oldestMark !== null && id < age.oldestMark)
  )
  return { missing, known }
}
