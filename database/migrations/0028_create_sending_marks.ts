import { BaseSchema } from '@adonisjs/lucid/schema'

/** Commits to `sending`: one row for each, of which the newest are kept (docs/adr/0013). */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sending_marks', (table) => {
      table.bigIncrements('id')
      table.string('token', 24).notNullable().unique()
      table.timestamp('at', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('sending_marks')
  }
}
