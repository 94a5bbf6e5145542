import { BaseSchema } from '@adonisjs/lucid/schema'

/** Where people are signed in. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('user_sessions', (table) => {
      table.bigIncrements('id')
      /** SHA-256 of the id in the cookie, in hexadecimal; the id itself is stored nowhere. */
      table.string('hash', 64).notNullable().unique()
      table
        .bigInteger('user_id')
        .unsigned()
        .notNullable()
        .references('users.id')
        .onDelete('CASCADE')
        .index()
      /** Encrypted with APP_KEY. */
      table.text('content').notNullable()
      /** Somebody chose to stay signed in on this device. */
      table.boolean('stays').notNullable()
      table.string('address', 45).notNullable()
      table.string('browser', 200).notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      /** To the minute, so that most requests cost no write. */
      table.timestamp('last_seen_at', { useTz: true }).notNullable()
      /** The end without a further request, never after the end in any case. */
      table.timestamp('idle_until', { useTz: true }).notNullable()
      table.timestamp('expires_at', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('user_sessions')
  }
}
