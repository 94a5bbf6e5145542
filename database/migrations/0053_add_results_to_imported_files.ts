import { BaseSchema } from '@adonisjs/lucid/schema'

/** Who imported a file, and what came of it. Null for imports of an earlier version. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('imported_files', (table) => {
      table.string('actor', 120).nullable()
      table.bigInteger('upload_id').nullable()
      table.string('outcome', 20).nullable()
      table.integer('row_count').nullable()
      table.integer('created_rows').nullable()
      table.integer('updated_rows').nullable()
      table.integer('unchanged_rows').nullable()
      table.timestamp('ended_at', { useTz: true }).nullable()
    })
  }

  async down() {
    this.schema.alterTable('imported_files', (table) => {
      table.dropColumns(
        'actor',
        'upload_id',
        'outcome',
        'row_count',
        'created_rows',
        'updated_rows',
        'unchanged_rows',
        'ended_at'
      )
    })
  }
}
