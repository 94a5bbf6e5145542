import { BaseSchema } from '@adonisjs/lucid/schema'

/** Operator's ids of earlier attempts, for messages that were sent again. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_former_ids', (table) => {
      table.string('provider_message_id', 120).primary()
      table
        .bigInteger('message_id')
        .notNullable()
        .references('sms_messages.id')
        .onDelete('CASCADE')
        .index()
    })
  }

  async down() {
    this.schema.dropTable('sms_former_ids')
  }
}
