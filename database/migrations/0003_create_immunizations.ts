import { BaseSchema } from '@adonisjs/lucid/schema'

/** Doses due and given. Due dates are dates, never instants. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('immunizations', (table) => {
      table.bigIncrements('id')
      table.bigInteger('patient_id').notNullable().references('patients.id')
      table.string('vaccine', 60).notNullable()
      table.string('dose', 30).notNullable()
      table.date('due_on').notNullable()
      table.date('administered_on').nullable()
      /** Since when it is not due any more, although it was not given. */
      table.timestamp('cancelled_at', { useTz: true }).nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
      table.unique(['patient_id', 'vaccine', 'dose'])
    })

    /** Reconciliation: one due date at a time, in pages of ids. */
    this.schema.raw(
      'CREATE INDEX immunizations_open_by_due_date ON immunizations (due_on, id) WHERE administered_on IS NULL'
    )
  }

  async down() {
    this.schema.dropTable('immunizations')
  }
}
