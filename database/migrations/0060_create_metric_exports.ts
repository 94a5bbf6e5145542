import { BaseSchema } from '@adonisjs/lucid/schema'

/** What has been exported of the metrics, one row: any number of processes export an interval once. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('metric_exports', (table) => {
      table.string('name', 20).primary()
      /** Where the counters began; a copy keeps it. */
      table.timestamp('counted_since', { useTz: true }).notNullable()
      /** Of the last interval that was taken, in epoch milliseconds. */
      table.bigInteger('interval_start_ms').notNullable()
    })

    this.defer(async (client) => {
      await client.table('metric_exports').insert({
        name: 'metrics',
        counted_since: new Date().toISOString().slice(0, 19).replace('T', ' '),
        interval_start_ms: 0,
      })
    })
  }

  async down() {
    this.schema.dropTable('metric_exports')
  }
}
