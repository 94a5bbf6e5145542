import { BaseSchema } from '@adonisjs/lucid/schema'

/** Imported files and where their rejected rows are, so that erasure reaches those, too. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('imported_files', (table) => {
      table.bigIncrements('id')
      table.timestamp('imported_at', { useTz: true }).notNullable()
      table.string('name', 255).notNullable()
      table.string('fingerprint', 64).notNullable()
      /** Absolute path on the machine that ran the import; null if no row was rejected. */
      table.text('rejected_file').nullable()
      table.integer('rejected_rows').notNullable().defaultTo(0)
    })
  }

  async down() {
    this.schema.dropTable('imported_files')
  }
}
