import { BaseSchema } from '@adonisjs/lucid/schema'

/** Who may call the API, and with what. */
export default class extends BaseSchema {
  async up() {
    /** A program that calls the API. It may hold several tokens, so that one can be replaced without a gap. */
    this.schema.createTable('api_clients', (table) => {
      table.bigIncrements('id')
      table.string('name', 60).notNullable().unique()
      table.timestamp('created_at', { useTz: true }).notNullable()
    })

    /** As @adonisjs/auth names it; every token has abilities and an end. */
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
      /** SHA-256 of the secret, in hexadecimal: the token itself is nowhere. */
      table.string('hash', 64).notNullable()
      /** A JSON array of names from app/api/api_abilities.ts. */
      table.text('abilities').notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
      /** To the minute: a request costs no write. */
      table.timestamp('last_used_at', { useTz: true }).nullable()
      table.timestamp('expires_at', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('auth_access_tokens')
    this.schema.dropTable('api_clients')
  }
}
