import { BaseSchema } from '@adonisjs/lucid/schema'

/** Pauses of everything, a facility or a message type, and the review of a restored database. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sending_pauses', (table) => {
      table.bigIncrements('id')
      table
        .string('scope', 20)
        .notNullable()
        .checkIn(['everything', 'facility', 'message_type', 'restore_review'])
      /** Facility code or message type; empty otherwise. */
      table.string('subject', 100).notNullable().defaultTo('')
      table.text('reason').nullable()
      table.string('paused_by', 120).notNullable()
      table.timestamp('since', { useTz: true }).notNullable()
      /** When sending resumes by itself; null: when a person says so. */
      table.timestamp('until', { useTz: true }).nullable()
      /** As it was given, `2026-12-01 18:00:00` in `until_zone`; null if that was an instant. */
      table.string('until_local', 19).nullable()
      table.string('until_zone', 64).nullable()
      /** The zone data that made `until` of it. */
      table.string('zone_data', 20).nullable()
      table.unique(['scope', 'subject'])
    })
  }

  async down() {
    this.schema.dropTable('sending_pauses')
  }
}
