import { BaseSchema } from '@adonisjs/lucid/schema'

/** SMS that left and that this database does not know of, whether or not their messages are planned again. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('restored_sends', (table) => {
      /** Hash by which a message is recognized in another copy of the database. */
      table.string('identity', 32).primary()
      /** Its id in the database that is gone. */
      table.bigInteger('message_id').notNullable()
      /** Highest number of its attempts. */
      table.integer('number').notNullable()
      table.string('outcome', 20).notNullable().checkIn(['accepted', 'ambiguous'])
      table.string('gateway', 20).notNullable()
      table.string('account', 60).notNullable()
      table.string('provider_message_id', 120).nullable()
      table.timestamp('sent_at', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('restored_sends')
  }
}
