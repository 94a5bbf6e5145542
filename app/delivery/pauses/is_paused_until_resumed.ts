import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { OF_ALL } from '#delivery/pauses/pause'
import { query } from '#storage/sql'

/** Whether everything is paused until a person resumes. */
export async function isPausedUntilResumed(client: QueryClientContract): Promise<boolean> {
  const pauses = await query(
    client,
    `SELECT scope FROM sending_pauses WHERE ${OF_ALL} AND until IS NULL LIMIT 1`
  )
  return pauses.length > 0
}
