import { BaseSchema } from '@adonisjs/lucid/schema'

/** What people and faults do to sending: pauses, slow-downs, caps, retries by hand. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('sms_messages', (table) => {
      /** The first failure of the present series of retries: a time budget counts from here. */
      table.timestamp('retrying_since', { useTz: true }).nullable()
      /** When people were told that automatic retries are used up: once a message. */
      table.timestamp('escalated_at', { useTz: true }).nullable()
      /** How often it was sent again although its outcome was unknown (`on_unknown: resend_once`). */
      table.integer('unknown_resends').notNullable().defaultTo(0)
      /** `attempt_count` when a person last changed the number or the text. */
      table.integer('edited_attempt_count').nullable()
    })
    /** app/delivery/sending_pauses.ts: what a pause held back is due again when it ends. */
    this.schema.raw(
      `CREATE INDEX sms_messages_held_back ON sms_messages (reason, id)
       WHERE status = 'pending' AND reason IN ('facility_paused', 'message_type_paused')`
    )

    this.schema.alterTable('gateway_accounts', (table) => {
      /** Who stopped it: `sweep` for an answer of the operator, or a person. */
      table.string('paused_by', 120).nullable()
      /** Whom to ask: operator, auth, credit, contract or configuration (app/delivery/accounts/pause_kind.ts). */
      table.string('pause_kind', 20).nullable()
      /** Share of the limit that is used, in percent: lowered after "too many requests" (app/delivery/accounts/rate_limit.ts). */
      table.integer('rate_percent').notNullable().defaultTo(100)
      /** Epoch milliseconds: when the share was last lowered; it grows again from there. */
      table.bigInteger('rate_lowered_at').notNullable().defaultTo(0)
    })

    this.schema.alterTable('workers', (table) => {
      table.integer('concurrency').nullable()
      /** Told to end; finishes what is in flight. */
      table.timestamp('draining_since', { useTz: true }).nullable()
    })

    this.schema.createTable('sending_pauses', (table) => {
      table.bigIncrements('id')
      table.string('scope', 20).notNullable().checkIn(['everything', 'facility', 'message_type'])
      /** Code of the facility or message type; empty for everything. */
      table.string('subject', 100).notNullable().defaultTo('')
      table.text('reason').nullable()
      table.string('paused_by', 120).notNullable()
      table.timestamp('since', { useTz: true }).notNullable()
      /** Sending goes on by itself then; empty: when a person says so. */
      table.timestamp('until', { useTz: true }).nullable()
      table.unique(['scope', 'subject'])
    })

    /** What counted against the caps of one calendar day (app/delivery/caps/cost_caps.ts). */
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
    this.schema.dropTable('sending_pauses')
    this.schema.alterTable('workers', (table) => table.dropColumns('concurrency', 'draining_since'))
    this.schema.alterTable('gateway_accounts', (table) =>
      table.dropColumns('paused_by', 'pause_kind', 'rate_percent', 'rate_lowered_at')
    )
    this.schema.raw('DROP INDEX sms_messages_held_back')
    this.schema.alterTable('sms_messages', (table) =>
      table.dropColumns('retrying_since', 'escalated_at', 'unknown_resends', 'edited_attempt_count')
    )
  }
}
