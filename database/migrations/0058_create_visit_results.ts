import { BaseSchema } from '@adonisjs/lucid/schema'

/** What came of the reminders of each day: doses given within some days, without children. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('visit_results', (table) => {
      /** On which they were reminded, or held out. */
      table.date('day').notNullable()
      table.string('message_type', 60).notNullable()
      /** Its code. */
      table.string('facility', 100).notNullable()
      table.string('vaccine', 60).notNullable()
      table.string('dose', 30).notNullable()
      /** reminded or held_out. */
      table.string('arm', 10).notNullable()
      table.bigInteger('reminders').notNullable()
      table.bigInteger('visits').notNullable()
      /** The days within which a visit counted. */
      table.integer('within_days').notNullable()
      table.timestamp('recorded_at', { useTz: true }).notNullable()
      table.primary(['day', 'message_type', 'facility', 'vaccine', 'dose', 'arm'])
    })
  }

  async down() {
    this.schema.dropTable('visit_results')
  }
}
