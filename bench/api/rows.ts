import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'
import { numbersUpTo, withoutIndexes } from '../fill_table.js'

/** Children that the messages are about, in turn. */
const CHILDREN = 10_000

const THEN = "'2025-01-01 06:00:00'"

/** Messages of children, one in a hundred failed. */
export async function fillMessages(client: QueryClientContract, rows: number): Promise<void> {
  const at = isPostgres(client) ? `CAST(${THEN} AS timestamptz)` : THEN
  await client.rawQuery(`INSERT INTO facilities (id, code, name, timezone, language, created_at, updated_at)
    VALUES (1, 'bench', 'bench', 'Africa/Douala', 'fr', ${at}, ${at})`)
  await client.rawQuery(`
    INSERT INTO patients (id, external_ref, first_name, last_name, caregiver_phone, facility_id, status, created_at, updated_at)
    SELECT n, 'bench-' || n, 'Amina', 'Ngo', '+2376' || (90000000 + n), 1, 'active', ${at}, ${at}
    FROM (${numbersUpTo(client, CHILDREN)}) AS numbers`)
  const moved = isPostgres(client)
    ? `${at} + n * INTERVAL '1 minute'`
    : `strftime('%Y-%m-%d %H:%M:%S', 1735711200 + n * 60, 'unixepoch')`
  const insert = () =>
    client.rawQuery(`
    INSERT INTO sms_messages (message_type, status, reason, patient_id, phone_number, language, body, priority, scheduled_at,
      attempt_count, retry_count, source, created_at, updated_at)
    SELECT '7_day_reminder', CASE WHEN n % 100 = 0 THEN 'failed' ELSE 'delivered' END,
      CASE WHEN n % 100 = 0 THEN 'invalid_number' END, 1 + n % ${CHILDREN}, '+2376' || (90000001 + n % ${CHILDREN}), 'fr',
      'Rappel de vaccination pour votre enfant au centre de sante.', 2, ${moved}, 1, 0, 'reminder', ${at}, ${moved}
    FROM (${numbersUpTo(client, rows)}) AS numbers`)
  await withoutIndexes(client, 'sms_messages', insert)
  if (isPostgres(client)) {
    for (const table of ['facilities', 'patients'])
      await client.rawQuery(`SELECT setval(pg_get_serial_sequence('${table}', 'id'), ${CHILDREN})`)
  }
  await client.rawQuery(isPostgres(client) ? 'VACUUM ANALYZE' : 'ANALYZE')
}
