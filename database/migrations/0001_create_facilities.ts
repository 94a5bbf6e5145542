import { BaseSchema } from '@adonisjs/lucid/schema'

/** Health facilities, each with its own time zone and language. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('facilities', (table) => {
      table.bigIncrements('id')
      table.string('code', 100).notNullable().unique()
      table.string('name', 200).notNullable()
      table.string('timezone', 64).notNullable()
      table.string('language', 35).notNullable()
      /** Used where the name would make a text longer; null: there is none. */
      table.string('short_name', 60).nullable()
      /** In the facility's language, such as `au CSI Ouakam`; null: made from the name. */
      table.string('at_phrase', 100).nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('facilities')
  }
}
