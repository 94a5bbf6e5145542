import { BaseSchema } from '@adonisjs/lucid/schema'

/** Processes that are alive, or were. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('workers', (table) => {
      table.string('id', 120).primary()
      table.string('role', 20).notNullable()
      table.string('host', 120).notNullable()
      table.integer('pid').notNullable()
      table.integer('concurrency').nullable()
      table.timestamp('started_at', { useTz: true }).notNullable()
      table.timestamp('heartbeat_at', { useTz: true }).notNullable()
      /** When it was told to end; it finishes what is in flight. */
      table.timestamp('draining_since', { useTz: true }).nullable()
      table.timestamp('stopped_at', { useTz: true }).nullable()
      /** Milliseconds by which its host's clock is ahead of the database's; negative if behind. */
      table.bigInteger('clock_ahead_ms').notNullable().defaultTo(0)
      /** The version of its zone data, `2026c`. */
      table.string('zone_data', 20).nullable()
    })
  }

  async down() {
    this.schema.dropTable('workers')
  }
}
