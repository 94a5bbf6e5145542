import { BaseSchema } from '@adonisjs/lucid/schema'

/** Replies that people sent. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('inbound_messages', (table) => {
      table.bigIncrements('id')
      table
        .bigInteger('webhook_log_id')
        .nullable()
        .unique()
        .references('sms_webhook_logs.id')
        .onDelete('SET NULL')
      table.timestamp('received_at', { useTz: true }).notNullable()
      /** When it was sent, as the operator says. */
      table.timestamp('sent_at', { useTz: true }).nullable()
      table.string('phone_number', 20).notNullable().index()
      table.string('destination', 40).nullable()
      table.text('body').notNullable()
      /** `stop` or `start`; null for everything else. */
      table.string('keyword', 10).nullable()
      /** opted_out, opted_in or unchanged. */
      table.string('effect', 20).notNullable()
      /** Why a keyword has no effect, or what is doubtful about it; for machines. */
      table.string('reason', 40).nullable()
      /** A person has to read it. */
      table.boolean('for_people').notNullable().defaultTo(true)
      table.timestamp('read_at', { useTz: true }).nullable()
      table.string('read_by', 120).nullable()
    })

    /** Health and people: what nobody has read. */
    this.schema.raw(
      'CREATE INDEX inbound_messages_unread ON inbound_messages (received_at, id) WHERE for_people = TRUE AND read_at IS NULL'
    )
    /** Cleanup: oldest first. */
    this.schema.raw('CREATE INDEX inbound_messages_by_age ON inbound_messages (received_at, id)')
  }

  async down() {
    this.schema.dropTable('inbound_messages')
  }
}
