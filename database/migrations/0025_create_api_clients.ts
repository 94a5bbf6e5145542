import { BaseSchema } from '@adonisjs/lucid/schema'

/** Programs that call the API. One may hold several tokens, so that a token is replaced without a gap. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('api_clients', (table) => {
      table.bigIncrements('id')
      table.string('name', 60).notNullable().unique()
      table.timestamp('created_at', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('api_clients')
  }
}
