import { BaseSchema } from '@adonisjs/lucid/schema'

/** Webhook calls as they came: delivery receipts and replies. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_webhook_logs', (table) => {
      table.bigIncrements('id')
      table.string('kind', 30).notNullable().checkIn(['delivery_receipt', 'inbound_message'])
      /** SHA-256 of the content, in hexadecimal; a replay is counted on the existing row. */
      table.string('fingerprint', 64).notNullable().unique()
      table.timestamp('received_at', { useTz: true }).notNullable()
      table.timestamp('last_received_at', { useTz: true }).notNullable()
      table.integer('times_received').notNullable().defaultTo(1)
      /** SHA-256 of what a reply says (id, number, text and time): the same again may be a repetition. */
      table.string('said', 64).nullable()
      /** The body, unchanged; of a call with several receipts, the part of this one. */
      table.text('body').notNullable()
      table
        .string('state', 20)
        .notNullable()
        .defaultTo('received')
        .checkIn(['received', 'waiting', 'applied', 'without_effect', 'unmatched', 'unreadable'])
      /** Why it is in this state, for machines. */
      table.string('reason', 60).nullable()
      /** Next look, and looks so far, while it waits for its message. */
      table.timestamp('look_again_at', { useTz: true }).nullable()
      table.integer('looks').notNullable().defaultTo(0)
      table.string('provider_message_id', 120).nullable()
      table.string('provider_status', 60).nullable()
      table.string('phone_number', 20).nullable()
      /** Of a receipt: the address as the operator wrote it, where it does not name its country. */
      table.string('address', 60).nullable()
      table.bigInteger('message_id').nullable().references('sms_messages.id').onDelete('SET NULL')
      table.timestamp('settled_at', { useTz: true }).nullable()
    })

    /** Calls to apply now. */
    this.schema.raw(
      `CREATE INDEX sms_webhook_logs_received ON sms_webhook_logs (kind, id) WHERE state = 'received'`
    )
    /** Receipts that wait for their message. */
    this.schema.raw(
      `CREATE INDEX sms_webhook_logs_waiting ON sms_webhook_logs (look_again_at, id) WHERE state = 'waiting'`
    )
    /** Receipts that came before their send was recorded. */
    this.schema.raw(
      `CREATE INDEX sms_webhook_logs_early ON sms_webhook_logs (provider_message_id) WHERE state = 'waiting'`
    )
    /** Health and people: what could not be read. */
    this.schema.raw(
      `CREATE INDEX sms_webhook_logs_unreadable ON sms_webhook_logs (last_received_at) WHERE state = 'unreadable'`
    )
    /** A message's timeline and deletion, erasure, cleanup. */
    this.schema.raw(
      'CREATE INDEX sms_webhook_logs_of_message ON sms_webhook_logs (message_id) WHERE message_id IS NOT NULL'
    )
    this.schema.raw(
      'CREATE INDEX sms_webhook_logs_by_phone ON sms_webhook_logs (phone_number) WHERE phone_number IS NOT NULL'
    )
    /** The last reply of a number. */
    this.schema.raw(
      `CREATE INDEX sms_webhook_logs_replies ON sms_webhook_logs (phone_number, id) WHERE kind = 'inbound_message'`
    )
    this.schema.raw(
      'CREATE INDEX sms_webhook_logs_by_age ON sms_webhook_logs (last_received_at, id)'
    )
  }

  async down() {
    this.schema.dropTable('sms_webhook_logs')
  }
}
