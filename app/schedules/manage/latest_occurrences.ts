import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import {
  OCCURRENCE_COLUMNS,
  toOccurrence,
  type Occurrence,
  type StoredOccurrence,
} from '#schedules/manage/stored_occurrence'
import { idList, query } from '#storage/sql'

/** How schedules ran the last time. */
@inject()
export class LatestOccurrences {
  constructor(private readonly db: Database) {}

  /** By the id of the schedule; those that never ran are missing. */
  run(ids: number[]): Promise<Map<number, Occurrence>> {
    return latestOccurrences(this.db.connection(), ids)
  }
}

export async function latestOccurrences(
  client: QueryClientContract,
  ids: number[]
): Promise<Map<number, Occurrence>> {
  if (ids.length === 0) return new Map()
  const rows = await query<StoredOccurrence>(
    client,
    `SELECT ${columnsOf('o')} FROM schedules s
     JOIN schedule_occurrences o ON o.schedule_id = s.id AND o.occurrence_at = (
       SELECT MAX(x.occurrence_at) FROM schedule_occurrences x WHERE x.schedule_id = s.id)
     WHERE s.id IN (${idList(client)})`,
    { ids: JSON.stringify(ids) }
  )
  return new Map(rows.map((row) => [row.schedule_id, toOccurrence(row)]))
}

const columnsOf = (table: string) => OCCURRENCE_COLUMNS.replace(/\w+/g, `${table}.$&`)
