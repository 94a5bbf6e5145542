import { BaseSchema } from '@adonisjs/lucid/schema'

/** What somebody does to all messages of a filter, and how far that is. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('message_batches', (table) => {
      table.bigIncrements('id')
      table
        .string('action', 20)
        .notNullable()
        .checkIn(['retry', 'reject', 'cancel', 'resolve', 'edit', 'reschedule'])
      table
        .string('status', 20)
        .notNullable()
        .checkIn(['waiting', 'running', 'stopped', 'done', 'failed'])
      /** JSON: the checked filter. */
      table.text('selection').notNullable()
      /** JSON: what else the action needs, such as a note. */
      table.text('options').notNullable()
      table.string('actor', 120).notNullable()
      /** Messages that matched when it was created; later ones are not touched. */
      table.integer('matched').notNullable()
      /** The largest id of those. */
      table.bigInteger('up_to').notNullable()
      /** The largest id that has been worked on. */
      table.bigInteger('worked_to').notNullable().defaultTo(0)
      table.integer('done').notNullable().defaultTo(0)
      table.integer('changed').notNullable().defaultTo(0)
      /** JSON: how many were refused, by reason. */
      table.text('refused').notNullable()
      table.string('stopped_by', 120).nullable()
      /** Why it failed, for people; no numbers, names or texts. */
      table.string('error', 200).nullable()
      table.integer('failures').notNullable().defaultTo(0)
      table.string('lease_token', 60).nullable()
      /** Epoch milliseconds. */
      table.bigInteger('lease_until').nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('started_at', { useTz: true }).nullable()
      table.timestamp('finished_at', { useTz: true }).nullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })

    /** Working: a few rows, oldest first. Led by status, or SQLite prefers to scan the table. */
    this.schema.raw(
      `CREATE INDEX message_batches_open ON message_batches (status, id) WHERE status IN ('waiting', 'running')`
    )
  }

  async down() {
    this.schema.dropTable('message_batches')
  }
}
