import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toSqlInstant } from '#storage/instants'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { DateTime } from 'luxon'
import { numbersUpTo, withoutIndexes } from '../fill_table.js'

export async function clearSchedules(client: QueryClientContract): Promise<void> {
  if (isPostgres(client)) {
    await client.rawQuery('TRUNCATE schedule_occurrences, schedules, sms_messages CASCADE')
    return
  }
  for (const table of ['schedule_occurrences', 'schedules', 'sms_messages'])
    await client.rawQuery(`DELETE FROM ${table}`)
}

/** Schedules of kind `once` that are due at that instant. */
export async function insertDue(
  client: QueryClientContract,
  {
    appName,
    payload,
    count,
    at,
  }: { appName: string; payload: object; count: number; at: DateTime | 'now' }
): Promise<void> {
  const instant = `'${toSqlInstant(at === 'now' ? DateTime.utc() : at)}'`
  await insert(client, { appName, payload, instant, from: 1, to: count })
}

/** Waiting schedules are spread over future years. */
export async function fillUpTo(client: QueryClientContract, waiting: number): Promise<void> {
  const [{ there }] = await query<{ there: number }>(
    client,
    `SELECT COUNT(*) AS there FROM schedules WHERE next_run_at IS NOT NULL`
  )
  const instant = isPostgres(client)
    ? `TIMESTAMPTZ '2099-01-01 00:00:00' + n * INTERVAL '1 second'`
    : `strftime('%Y-%m-%d %H:%M:%S', 4070908800 + n, 'unixepoch')`
  const rows = { appName: 'noop', payload: {}, instant, from: there + 1, to: waiting }
  await withoutIndexes(client, 'schedules', () => insert(client, rows))
  await client.rawQuery(isPostgres(client) ? 'VACUUM ANALYZE schedules' : 'ANALYZE')
}

async function insert(
  client: QueryClientContract,
  row: { appName: string; payload: object; instant: string; from: number; to: number }
): Promise<void> {
  const { appName, payload, instant, from, to } = row
  if (from > to) return
  const at = isPostgres(client) ? `CAST(${instant} AS timestamptz)` : instant
  await client.rawQuery(`
    INSERT INTO schedules (name, app_name, kind, run_at, timezone, payload, next_run_at, source, created_by, created_at, updated_at)
    SELECT 'Bench', '${appName}', 'once', ${at}, 'UTC', '${JSON.stringify(payload)}', ${at}, 'bench', 'bench',
      '2025-01-01 06:00:00', '2025-01-01 06:00:00'
    FROM (${numbersUpTo(client, to, from)}) AS numbers`)
}
