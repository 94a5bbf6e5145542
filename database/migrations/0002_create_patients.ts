import { BaseSchema } from '@adonisjs/lucid/schema'

/** Patients and the number of the person who cares for them. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('patients', (table) => {
      table.bigIncrements('id')
      table.string('external_ref', 100).notNullable().unique()
      table.string('first_name', 100).notNullable()
      table.string('last_name', 100).notNullable()
      table.date('birth_date').nullable()
      table.string('caregiver_phone', 20).nullable().index()
      /** Null: the language of the facility. */
      table.string('language', 35).nullable()
      table.bigInteger('facility_id').notNullable().references('facilities.id')
      table.string('status', 20).notNullable().defaultTo('active')
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
      /** Cleanup: patients without a change for longest first. */
      table.index(['updated_at', 'id'], 'patients_by_age')
      /** Those of a facility, page by page. */
      table.index(['facility_id', 'id'], 'patients_of_facility')
    })

    /** Lists of those who have moved or died. */
    this.schema.raw(`CREATE INDEX patients_inactive ON patients (id) WHERE status <> 'active'`)
  }

  async down() {
    this.schema.dropTable('patients')
  }
}
