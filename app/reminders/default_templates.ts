import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query, rowsOf } from '#storage/sql'

/**
 * The texts a new installation starts with. All characters are GSM-7 (`é` and `à`
 * are, `ê` and `ç` are not), so that with usual names each is one segment. None
 * says "tomorrow": a reminder may leave on the due date itself.
 */
export const DEFAULT_TEMPLATES = [
  {
    message_type: '7_day_reminder',
    language: 'fr',
    body: 'Bonjour, {first_name} a rendez-vous le {due_date} à {facility} pour le vaccin {vaccine} (dose {dose}). Merci de noter cette date.',
  },
  {
    message_type: '7_day_reminder',
    language: 'en',
    body: 'Hello, {first_name} is due on {due_date} at {facility} for the {vaccine} vaccine (dose {dose}). Please note this date.',
  },
  {
    message_type: '1_day_reminder',
    language: 'fr',
    body: 'Rappel : le vaccin {vaccine} (dose {dose}) de {first_name} est prévu le {due_date} à {facility}. Merci de venir avec le carnet.',
  },
  {
    message_type: '1_day_reminder',
    language: 'en',
    body: 'Reminder: the {vaccine} vaccine (dose {dose}) of {first_name} is on {due_date} at {facility}. Please bring the health card.',
  },
  {
    message_type: 'overdue_reminder',
    language: 'fr',
    body: 'Le vaccin {vaccine} (dose {dose}) de {first_name} était prévu le {due_date}. Il est encore temps : merci de venir à {facility}.',
  },
  {
    message_type: 'overdue_reminder',
    language: 'en',
    body: 'The {vaccine} vaccine (dose {dose}) of {first_name} was due on {due_date}. It is not too late: please come to {facility}.',
  },
] as const

const FIRST_VERSION = 1

/**
 * Adds the texts that are missing; one that was edited has a higher version and
 * stays. The database's own time: a migration runs before there is a clock.
 */
export async function installDefaultTemplates(client: QueryClientContract): Promise<void> {
  const source = rowsOf(client, 't', { message_type: 'text', language: 'text', body: 'text' })
  await query(
    client,
    `INSERT INTO sms_templates (message_type, language, body, version, created_at)
     SELECT message_type, language, body, ${FIRST_VERSION}, CURRENT_TIMESTAMP FROM ${source} WHERE true
     ON CONFLICT (message_type, language, version) DO NOTHING`,
    { rows: JSON.stringify(DEFAULT_TEMPLATES) }
  )
}
