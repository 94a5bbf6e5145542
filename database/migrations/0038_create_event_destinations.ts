import { BaseSchema } from '@adonisjs/lucid/schema'

/** Where events are told at present; without a row none is recorded (docs/adr/0035). */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('event_destinations', (table) => {
      table.string('name', 20).primary()
      table.timestamp('since', { useTz: true }).notNullable()
      table.bigInteger('delivered').notNullable().defaultTo(0)
      table.timestamp('last_delivered_at', { useTz: true }).nullable()
      /** Since when nothing has arrived; null if the last one did. */
      table.timestamp('failing_since', { useTz: true }).nullable()
      table.string('last_failure', 60).nullable()
    })
  }

  async down() {
    this.schema.dropTable('event_destinations')
  }
}
