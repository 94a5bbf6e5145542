import { BaseSchema } from '@adonisjs/lucid/schema'

/** What health has found wrong, one row for each time; it is told from `open` on. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('alert_incidents', (table) => {
      table.bigIncrements('id')
      /** The name of a health check. */
      table.string('rule', 40).notNullable()
      /** The rule until it has recovered, then null: a rule has one live incident at a time. */
      table.string('live_rule', 40).nullable().unique()
      table.string('status', 10).notNullable().checkIn(['suspected', 'open', 'recovered'])
      table.string('severity', 4).notNullable().checkIn(['warn', 'fail'])
      /** Evaluations in a row: with trouble, with critical trouble, without any. */
      table.integer('breaches').notNullable()
      table.integer('criticals').notNullable()
      table.integer('calms').notNullable()
      table.timestamp('first_seen_at', { useTz: true }).notNullable()
      table.timestamp('evaluated_at', { useTz: true }).notNullable()
      table.timestamp('opened_at', { useTz: true }).nullable()
      /** When a notice was last written, for the next reminder. */
      table.timestamp('told_at', { useTz: true }).nullable()
      table.timestamp('recovered_at', { useTz: true }).nullable()
      table.timestamp('acknowledged_at', { useTz: true }).nullable()
      table.string('acknowledged_by', 100).nullable()
      /** Counts the writes: a decision holds only for the row that it was made from. */
      table.integer('version').notNullable().defaultTo(0)
    })
    /** The page, and cleanup: what is over. */
    this.schema.raw(
      `CREATE INDEX alert_incidents_recovered ON alert_incidents (recovered_at, id) WHERE status = 'recovered'`
    )
  }

  async down() {
    this.schema.dropTable('alert_incidents')
  }
}
