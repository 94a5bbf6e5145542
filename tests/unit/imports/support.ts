import db from '@adonisjs/lucid/services/db'

/** Everything that an import may write, row by row, `updated_at` included. */
export async function snapshot(): Promise<Record<string, unknown[]>> {
  const tables = [
    'facilities',
    'patients',
    'immunizations',
    'sms_consents',
    'sms_consent_events',
    'sms_messages',
  ]
  const entries = []
  for (const table of tables) entries.push([table, await db.from(table).orderBy('id')])
  return Object.fromEntries(entries)
}
