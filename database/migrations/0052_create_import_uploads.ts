import { BaseSchema } from '@adonisjs/lucid/schema'

/** Files that were uploaded to be imported, and how far each is. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('import_uploads', (table) => {
      table.bigIncrements('id')
      table
        .string('status', 20)
        .notNullable()
        .checkIn([
          'checking',
          'refused',
          'ready',
          'waiting',
          'running',
          'done',
          'stopped',
          'failed',
          'discarded',
        ])
      /** As the person's computer calls it. */
      table.string('name', 255).notNullable()
      /** The folder that has the file; processes without it leave the upload alone. */
      table.string('folder', 36).notNullable()
      /** Its name in that folder. */
      table.string('file', 60).notNullable()
      table.bigInteger('bytes').notNullable()
      table.string('sha256', 64).notNullable()
      /** The hash until the upload has ended: the same content is not taken twice at once. */
      table.string('open_as', 64).nullable().unique()
      table.string('actor', 120).notNullable()
      table.string('confirmed_by', 120).nullable()
      table.string('ended_by', 120).nullable()
      /** Of the check or the import that is under way. */
      table.integer('rows_read').notNullable().defaultTo(0)
      table.integer('rejected').notNullable().defaultTo(0)
      /** Hundredths of the file. */
      table.integer('percent').notNullable().defaultTo(0)
      /** The last line whose rows are written, with what came of all up to it. */
      table.bigInteger('written_to').notNullable().defaultTo(0)
      table.integer('created_rows').notNullable().defaultTo(0)
      table.integer('updated_rows').notNullable().defaultTo(0)
      table.integer('unchanged_rows').notNullable().defaultTo(0)
      /** JSON: what an import would do. */
      table.text('preview').nullable()
      /** JSON: why the file cannot be read. */
      table.text('fault').nullable()
      /** The rejected rows, in the same folder. */
      table.string('rejected_file', 80).nullable()
      table.integer('failures').notNullable().defaultTo(0)
      table.string('lease_token', 60).nullable()
      /** Epoch milliseconds. */
      table.bigInteger('lease_until').nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('checked_at', { useTz: true }).nullable()
      table.timestamp('started_at', { useTz: true }).nullable()
      table.timestamp('finished_at', { useTz: true }).nullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })

    /** Working: a few rows, oldest first. Led by status, or SQLite prefers to scan the table. */
    this.schema.raw(
      `CREATE INDEX import_uploads_open ON import_uploads (status, id) WHERE status IN ('checking', 'waiting', 'running')`
    )
  }

  async down() {
    this.schema.dropTable('import_uploads')
  }
}
