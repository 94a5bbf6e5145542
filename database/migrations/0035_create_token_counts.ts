import { BaseSchema } from '@adonisjs/lucid/schema'

/** What counts against a token's caps of one calendar day. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('token_counts', (table) => {
      table.date('day').notNullable()
      table.bigInteger('token_id').notNullable()
      table.integer('messages').notNullable()
      table.integer('segments').notNullable()
      table.primary(['day', 'token_id'])
    })
  }

  async down() {
    this.schema.dropTable('token_counts')
  }
}
