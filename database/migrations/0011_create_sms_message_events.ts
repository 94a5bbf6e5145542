import { BaseSchema } from '@adonisjs/lucid/schema'

/** The history of messages: one row for each change of status. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_message_events', (table) => {
      table.bigIncrements('id')
      table
        .bigInteger('message_id')
        .notNullable()
        .references('sms_messages.id')
        .onDelete('CASCADE')
        .index()
      table.timestamp('at', { useTz: true }).notNullable()
      table.string('actor', 120).notNullable()
      table.string('from_status', 20).nullable()
      table.string('to_status', 20).notNullable()
      table.string('reason', 60).nullable()
      table.text('detail').nullable()
    })
  }

  async down() {
    this.schema.dropTable('sms_message_events')
  }
}
