import { BaseSchema } from '@adonisjs/lucid/schema'

/** The minute that was evaluated last, one row: any number of schedulers evaluate a minute once. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('alert_evaluations', (table) => {
      table.string('name', 20).primary()
      table.timestamp('evaluated_at', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('alert_evaluations')
  }
}
