import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Every character is in GSM-7 (`é` and `à` are, `ê` and `ç` are not), which keeps each text to one segment
 * with usual names. None says "tomorrow": a reminder may leave on the due date itself.
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
]

/**
 * Message texts by type and language; the highest version is used. A new installation starts with the
 * reminders in French and English.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_templates', (table) => {
      table.bigIncrements('id')
      table.string('message_type', 60).notNullable()
      table.string('language', 2).notNullable()
      table.text('body').notNullable()
      table.integer('version').notNullable().defaultTo(1)
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.unique(['message_type', 'language', 'version'])
    })

    this.defer(async (client) => {
      const rows = DEFAULT_TEMPLATES.map((row) => ({ ...row, version: 1, created_at: this.now() }))
      await client.table('sms_templates').multiInsert(rows)
    })
  }

  async down() {
    this.schema.dropTable('sms_templates')
  }
}
