import { BaseSchema } from '@adonisjs/lucid/schema'

/** Counts of messages by day, which outlive the messages. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_daily_counts', (table) => {
      table.date('day').notNullable()
      table.string('message_type', 60).notNullable()
      table.string('status', 20).notNullable()
      table.integer('count').notNullable()
      table.primary(['day', 'message_type', 'status'])
    })
  }

  async down() {
    this.schema.dropTable('sms_daily_counts')
  }
}
