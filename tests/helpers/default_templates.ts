import db from '@adonisjs/lucid/services/db'
import { SHIPPED_TEXTS } from '#database/migrations/0008_create_sms_templates'

/** The texts of a new installation, for tests that begin with empty tables. */
export async function installDefaultTemplates(): Promise<void> {
  const rows = SHIPPED_TEXTS.map((template) => ({
    ...template,
    version: 1,
    created_at: '2026-01-01 00:00:00',
  }))
  await db.table('sms_templates').multiInsert(rows)
}
