import { BaseSchema } from '@adonisjs/lucid/schema'

/** Failed attempts to sign in, by account, address, and both together. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sign_in_counts', (table) => {
      /** The kind and a keyed hash: what was typed as an address is stored nowhere. */
      table.string('subject', 80).notNullable().primary()
      table.integer('tries').notNullable()
      table.timestamp('until', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('sign_in_counts')
  }
}
