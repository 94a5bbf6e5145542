import { BaseSchema } from '@adonisjs/lucid/schema'

/** Codes that replace the second factor, once each. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('recovery_codes', (table) => {
      table.bigIncrements('id')
      table
        .bigInteger('user_id')
        .unsigned()
        .notNullable()
        .references('users.id')
        .onDelete('CASCADE')
        .index()
      /** SHA-256 in hexadecimal; the code has 80 random bits. */
      table.string('hash', 64).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('recovery_codes')
  }
}
