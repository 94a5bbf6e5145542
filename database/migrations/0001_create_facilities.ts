import { BaseSchema } from '@adonisjs/lucid/schema'

/** Health facilities, each with its own time zone and language. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('facilities', (table) => {
      table.bigIncrements('id')
      table.string('code', 100).notNullable().unique()
      table.string('name', 200).notNullable()
      table.string('timezone', 64).notNullable()
      table.string('language', 2).notNullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('facilities')
  }
}
