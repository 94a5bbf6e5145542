import { BaseSchema } from '@adonisjs/lucid/schema'

/** Who did what. 0031_create_audit_links makes it append-only. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('audit_events', (table) => {
      table.bigIncrements('id')
      table.timestamp('at', { useTz: true }).notNullable()
      table.string('actor', 120).notNullable()
      table.string('action', 60).notNullable()
      table.string('subject', 120).nullable()
      table.text('detail').nullable()
    })
  }

  async down() {
    this.schema.dropTable('audit_events')
  }
}
