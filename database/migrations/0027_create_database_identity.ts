import { randomBytes } from 'node:crypto'
import { BaseSchema } from '@adonisjs/lucid/schema'

/** Identity of the database: one random row, the same in every copy (docs/adr/0013). */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('database_identity', (table) => {
      table.string('id', 64).primary()
    })

    this.defer(async (client) => {
      await client.table('database_identity').insert({ id: randomBytes(24).toString('base64url') })
    })
  }

  async down() {
    this.schema.dropTable('database_identity')
  }
}
