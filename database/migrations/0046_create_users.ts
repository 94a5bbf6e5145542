import { BaseSchema } from '@adonisjs/lucid/schema'

/** People with an account for the pages. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('users', (table) => {
      table.bigIncrements('id')
      /** In small letters. */
      table.string('email', 254).notNullable().unique()
      table.string('name', 80).notNullable()
      /** viewer, operator, admin */
      table.string('role', 10).notNullable()
      /** fr, en */
      table.string('language', 5).notNullable()
      /** The scrypt hash with its parameters. */
      table.string('password', 255).notNullable()
      table.timestamp('password_changed_at', { useTz: true }).notNullable()
      /** Of the second factor, encrypted with APP_KEY. */
      table.string('totp_secret', 255).nullable()
      /** The last period of 30 seconds whose code was used: no code counts twice. */
      table.bigInteger('totp_used_step').nullable()
      table.timestamp('last_signed_in_at', { useTz: true }).nullable()
      table.timestamp('disabled_at', { useTz: true }).nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('users')
  }
}
