import { BaseSchema } from '@adonisjs/lucid/schema'

/** Events that a destination has not been told yet, or was told in vain; one that arrived is deleted. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('outgoing_events', (table) => {
      table.bigIncrements('id')
      /** The same at every destination and every delivery: receivers know an event by it. */
      table.string('event_id', 36).notNullable()
      table.string('destination', 20).notNullable()
      table.string('type', 30).notNullable()
      /** An erasure, and cleanup, take what is about a message or a number with them. */
      table.bigInteger('message_id').nullable().references('sms_messages.id').onDelete('CASCADE')
      table
        .bigInteger('consent_event_id')
        .nullable()
        .references('sms_consent_events.id')
        .onDelete('CASCADE')
      table.string('reason', 60).nullable()
      table.timestamp('occurred_at', { useTz: true }).notNullable()
      table
        .string('status', 20)
        .notNullable()
        .defaultTo('pending')
        .checkIn(['pending', 'dead_letter'])
      table.integer('attempts').notNullable().defaultTo(0)
      table.integer('retry_count').notNullable().defaultTo(0)
      table.timestamp('retrying_since', { useTz: true }).nullable()
      table.timestamp('next_attempt_at', { useTz: true }).notNullable()
      table.string('last_failure', 60).nullable()
      table.timestamp('given_up_at', { useTz: true }).nullable()
      /** Times that a person had it sent again. */
      table.integer('replays').notNullable().defaultTo(0)
      table.string('lease_token', 60).nullable()
      /** Epoch milliseconds. */
      table.bigInteger('lease_until').nullable()
      table.unique(['event_id', 'destination'])
    })

    /** Claims: what is due at one destination. */
    this.schema.raw(
      `CREATE INDEX outgoing_events_due ON outgoing_events (destination, next_attempt_at, id) WHERE status = 'pending'`
    )
    /** People and cleanup: what was given up, oldest first. */
    this.schema.raw(
      `CREATE INDEX outgoing_events_dead ON outgoing_events (given_up_at, id) WHERE status = 'dead_letter'`
    )
    /** Claims: whether an earlier one of the message waits. Also for the foreign key. */
    this.schema.raw(
      `CREATE INDEX outgoing_events_of_message ON outgoing_events (message_id, destination, status, id) WHERE message_id IS NOT NULL`
    )
    /** For the foreign key. */
    this.schema.raw(
      'CREATE INDEX outgoing_events_of_consent ON outgoing_events (consent_event_id) WHERE consent_event_id IS NOT NULL'
    )
  }

  async down() {
    this.schema.dropTable('outgoing_events')
  }
}
