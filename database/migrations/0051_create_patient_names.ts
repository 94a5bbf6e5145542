import { BaseSchema } from '@adonisjs/lucid/schema'

/** Patients whose names are written in one statement. */
const PAGE = 500

/** What patients are found by: their names in small letters without accents, from each word on. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('patient_names', (table) => {
      table.bigInteger('patient_id').notNullable().references('patients.id').onDelete('CASCADE')
      table.string('letters', 100).notNullable()
      table.primary(['patient_id', 'letters'])
    })
    /** Byte by byte, so that an index finds what begins with some letters. */
    if (this.db.dialect.name === 'postgres')
      this.schema.raw(
        'ALTER TABLE patient_names ALTER COLUMN letters TYPE varchar(100) COLLATE "C"'
      )
    this.schema.raw('CREATE INDEX patient_names_by_letters ON patient_names (letters, patient_id)')
    this.defer(async (db) => {
      for (let after = 0; ;) {
        const patients = await db
          .from('patients')
          .select('id', 'first_name', 'last_name')
          .where('id', '>', after)
          .orderBy('id')
          .limit(PAGE)
        if (patients.length === 0) return
        const rows = patients.flatMap(({ id, first_name: first, last_name: last }) =>
          namesOf(`${first} ${last}`).map((letters) => ({ patient_id: id, letters }))
        )
        for (let start = 0; start < rows.length; start += PAGE)
          await db.table('patient_names').multiInsert(rows.slice(start, start + PAGE))
        after = patients.at(-1).id
      }
    })
  }

  async down() {
    this.schema.dropTable('patient_names')
  }
}

function namesOf(name: string): string[] {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036F]/gu, '')
    .split(/[^\p{L}\p{M}\p{N}]+/gu)
    .filter(Boolean)
    .slice(0, 8)
  const names = words.map((_, place) => [...words.slice(place), ...words.slice(0, place)].join(''))
  return [...new Set(names.map((letters) => letters.slice(0, 100)))]
}
