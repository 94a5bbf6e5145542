import { BaseSchema } from '@adonisjs/lucid/schema'

/** What happened on each finished day: in all, and by type, facility, language and account. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_daily_figures', (table) => {
      table.date('day').notNullable()
      /** total, type, facility, language or account. */
      table.string('part', 20).notNullable()
      /** Which type, facility, language or account; empty for the total. */
      table.string('name', 100).notNullable()
      /** The figures, as JSON. */
      table.text('figures').notNullable()
      /** A day is recorded again if this is too soon after its end. */
      table.timestamp('recorded_at', { useTz: true }).notNullable()
      table.primary(['day', 'part', 'name'])
    })
  }

  async down() {
    this.schema.dropTable('sms_daily_figures')
  }
}
