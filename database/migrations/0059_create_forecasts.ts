import { BaseSchema } from '@adonisjs/lucid/schema'

/** What would leave in the next days; one row, replaced by the newest forecast. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('forecasts', (table) => {
      table.integer('id').primary()
      table.timestamp('made_at', { useTz: true }).notNullable()
      /** As JSON. */
      table.text('forecast').notNullable()
    })
  }

  async down() {
    this.schema.dropTable('forecasts')
  }
}
