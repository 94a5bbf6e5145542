import { BaseSchema } from '@adonisjs/lucid/schema'

/** What a machine found missing in this database; a row is deleted when a person accepts it. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('restore_findings', (table) => {
      table.bigIncrements('id')
      table.string('host', 120).notNullable()
      table.string('kind', 20).notNullable().checkIn(['older', 'another', 'unreadable'])
      table.timestamp('found_at', { useTz: true }).notNullable()
      /** Last commit to `sending` that the database knows. */
      table.timestamp('database_until', { useTz: true }).nullable()
      /** Last commit to `sending` that the machine knows. */
      table.timestamp('last_seen_at', { useTz: true }).nullable()
      /** Messages sent without the database knowing. */
      table.integer('messages').notNullable()
      /** Whether the journal has all of them. */
      table.boolean('complete').notNullable()
    })
  }

  async down() {
    this.schema.dropTable('restore_findings')
  }
}
