import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isText } from '#schedules/manage/check_options'
import { SCHEDULE_COLUMNS, type StoredSchedule } from '#schedules/manage/stored_schedule'
import { query, textList } from '#storage/sql'

/** The schedules with these idempotency keys. An invalid key belongs to none. */
export async function findByKeys(
  client: QueryClientContract,
  values: unknown[]
): Promise<Map<unknown, StoredSchedule>> {
  const keys = values.filter(isText)
  if (keys.length === 0) return new Map()
  const rows = await query<StoredSchedule>(
    client,
    `SELECT ${SCHEDULE_COLUMNS} FROM schedules WHERE idempotency_key IN (${textList(client, 'keys')})`,
    { keys: JSON.stringify(keys) }
  )
  return new Map(rows.map((row) => [row.idempotency_key, row]))
}
