import { BaseSchema } from '@adonisjs/lucid/schema'

/** What counts against the caps of one calendar day. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sending_counts', (table) => {
      table.date('day').notNullable()
      /** A phone number, or `*` for the whole day. */
      table.string('counted', 30).notNullable()
      /** SMS to the number; segments of the whole day. */
      table.integer('count').notNullable()
      /** Those SMS to the number that carried reminders. */
      table.integer('reminders').notNullable().defaultTo(0)
      table.primary(['day', 'counted'])
    })
  }

  async down() {
    this.schema.dropTable('sending_counts')
  }
}
