import { BaseSchema } from '@adonisjs/lucid/schema'

/** Who is due for what: facilities, patients and their immunizations. Dates are dates, never instants. */
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

    this.schema.createTable('patients', (table) => {
      table.bigIncrements('id')
      table.string('external_ref', 100).notNullable().unique()
      table.string('first_name', 100).notNullable()
      table.string('last_name', 100).notNullable()
      table.date('birth_date').nullable()
      table.string('caregiver_phone', 20).nullable().index()
      table.string('language', 2).nullable()
      table.bigInteger('facility_id').notNullable().references('facilities.id').index()
      table.string('status', 20).notNullable().defaultTo('active')
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })

    this.schema.createTable('immunizations', (table) => {
      table.bigIncrements('id')
      table.bigInteger('patient_id').notNullable().references('patients.id')
      table.string('vaccine', 60).notNullable()
      table.string('dose', 30).notNullable()
      table.date('due_on').notNullable()
      table.date('administered_on').nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
      table.unique(['patient_id', 'vaccine', 'dose'])
    })

    /** The reconciliation walks one due date at a time, in pages of ids. */
    this.schema.raw(
      'CREATE INDEX immunizations_open_by_due_date ON immunizations (due_on, id) WHERE administered_on IS NULL'
    )

    this.schema.createTable('sms_consents', (table) => {
      table.bigIncrements('id')
      table.string('phone_number', 20).notNullable().unique()
      table.string('status', 20).notNullable().checkIn(['opted_in', 'opted_out'])
      table.string('source', 40).notNullable()
      table.text('evidence').nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })
  }

  async down() {
    for (const table of ['sms_consents', 'immunizations', 'patients', 'facilities']) {
      this.schema.dropTable(table)
    }
  }
}
