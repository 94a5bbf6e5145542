import { BaseSchema } from '@adonisjs/lucid/schema'

/** What people are told about incidents: written with the move of the incident, sent afterwards. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('alert_notices', (table) => {
      table.bigIncrements('id')
      /** Receivers know a notice by it. */
      table.string('notice_id', 36).notNullable().unique()
      /** Null for a digest. */
      table
        .bigInteger('incident_id')
        .nullable()
        .references('alert_incidents.id')
        .onDelete('CASCADE')
        .index()
      table
        .string('kind', 10)
        .notNullable()
        .checkIn(['opened', 'worsened', 'reminder', 'recovered', 'digest'])
      table.string('severity', 4).notNullable().checkIn(['warn', 'fail'])
      /** `webhook`, or `mail:` and the address. */
      table.string('recipient', 260).notNullable()
      table
        .string('status', 12)
        .notNullable()
        .defaultTo('pending')
        .checkIn(['pending', 'sent', 'withdrawn', 'dead_letter'])
      /** JSON: the figures of a digest. */
      table.text('figures').nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('next_attempt_at', { useTz: true }).notNullable()
      table.integer('attempts').notNullable().defaultTo(0)
      table.integer('retry_count').notNullable().defaultTo(0)
      table.timestamp('retrying_since', { useTz: true }).nullable()
      table.string('last_failure', 60).nullable()
      table.timestamp('sent_at', { useTz: true }).nullable()
      table.timestamp('given_up_at', { useTz: true }).nullable()
      table.string('lease_token', 60).nullable()
      /** Epoch milliseconds. */
      table.bigInteger('lease_until').nullable()
    })
    /** Claims: what is due to one recipient. */
    this.schema.raw(
      `CREATE INDEX alert_notices_due ON alert_notices (recipient, next_attempt_at, id) WHERE status = 'pending'`
    )
    /** Health: what was given up. */
    this.schema.raw(
      `CREATE INDEX alert_notices_dead ON alert_notices (given_up_at, id) WHERE status = 'dead_letter'`
    )
    /** Cleanup, oldest first. */
    this.schema.raw('CREATE INDEX alert_notices_by_age ON alert_notices (created_at, id)')
  }

  async down() {
    this.schema.dropTable('alert_notices')
  }
}
