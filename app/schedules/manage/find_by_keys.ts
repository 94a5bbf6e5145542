import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isText } from '#schedules/manage/check_options'
import { SCHEDULE_COLUMNS, type StoredSchedule } from '#schedules/manage/stored_schedule'
import { query, textList } from '#storage/sql'

/** Rows of one statement: the driver makes objects of them without letting others have a turn. */
const SLICE = 200

/** The schedules with these idempotency keys. An invalid key belongs to none. */
export async function findByKeys(
  client: QueryClientContract,
  values: unknown[]
): Promise<Map<unknown, StoredSchedule>> {
  const given = values.filter(isText)
  const keys = given.length > SLICE ? await takenOf(client, given) : given
  const found = new Map<unknown, StoredSchedule>()
  for (let from = 0; from < keys.length; from += SLICE) {
    const rows = await select<StoredSchedule>(
      client,
      SCHEDULE_COLUMNS,
      keys.slice(from, from + SLICE)
    )
    for (const row of rows) found.set(row.idempotency_key, row)
  }
  return found
}

/** Of many keys nearly all are new: then this is the only statement. */
async function takenOf(client: QueryClientContract, keys: string[]): Promise<string[]> {
  const rows = await select<{ idempotency_key: string }>(client, 'idempotency_key', keys)
  return rows.map((row) => row.idempotency_key)
}

function select<Row>(client: QueryClientContract, columns: string, keys: string[]): Promise<Row[]> {
  return query<Row>(
    client,
    `SELECT ${columns} FROM schedules WHERE idempotency_key IN (${textList(client, 'keys')})`,
    { keys: JSON.stringify(keys) }
  )
}
