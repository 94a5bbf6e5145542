import { BaseSchema } from '@adonisjs/lucid/schema'

/** API tokens, in the columns @adonisjs/auth expects. Each has abilities, caps and an expiry. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('auth_access_tokens', (table) => {
      table.bigIncrements('id')
      table
        .bigInteger('tokenable_id')
        .notNullable()
        .references('api_clients.id')
        .onDelete('CASCADE')
        .index()
      table.string('type', 30).notNullable()
      table.string('name', 60).notNullable()
      /** SHA-256 of the secret, in hexadecimal; the token itself is stored nowhere. */
      table.string('hash', 64).notNullable()
      /** Names of abilities, as a JSON array. */
      table.text('abilities').notNullable()
      table.integer('messages_per_day').notNullable().defaultTo(1000)
      table.integer('segments_per_day').notNullable().defaultTo(3000)
      table.integer('schedules_in_force').notNullable().defaultTo(100)
      table.integer('shortest_interval_seconds').notNullable().defaultTo(60)
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
      /** To the minute, so that a request costs no write. */
      table.timestamp('last_used_at', { useTz: true }).nullable()
      table.timestamp('expires_at', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('auth_access_tokens')
  }
}
