import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * What the counters of /metrics have counted. Rows with the same names add up: transactions only
 * add rows, so that none waits for another, and housekeeping makes few rows of many (docs/adr/0038).
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('metric_counts', (table) => {
      table.bigIncrements('id')
      table.string('counter', 40).notNullable()
      /** Of the counter of messages; empty elsewhere. */
      table.string('message_type', 60).notNullable().defaultTo('')
      /** The outcome, status, encoding or bucket that was counted; empty where there is one only. */
      table.string('label', 60).notNullable().defaultTo('')
      table.bigInteger('amount').notNullable()
    })
  }

  async down() {
    this.schema.dropTable('metric_counts')
  }
}
