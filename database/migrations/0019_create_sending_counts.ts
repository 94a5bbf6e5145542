import { BaseSchema } from '@adonisjs/lucid/schema'

/** What counts against the caps of one calendar day. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sending_counts', (table) => {
      table.date('day').notNullable()
      /** A phone number, or `*` for the whole day. */
      table.string('counted', 30).notNullable()
      table.integer('count').notNullable()
      table.primary(['day', 'counted'])
    })
  }

  async down() {
    this.schema.dropTable('sending_counts')
  }
}
