import { BaseSchema } from '@adonisjs/lucid/schema'

/** Dead letters of Kafka that were sent in again: each at most once. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('ingest_replays', (table) => {
      table.bigIncrements('id')
      table.string('topic', 249).notNullable()
      /** A topic that was made anew counts its records from 0 again. */
      table.string('topic_id', 60).notNullable()
      table.integer('partition_id').notNullable()
      table.bigInteger('record_offset').notNullable()
      table.string('target', 249).notNullable()
      table.boolean('edited').notNullable()
      table.string('actor', 120).notNullable()
      table.timestamp('begun_at', { useTz: true }).notNullable()
      /** When the broker confirmed it; null: it may be stored or not. */
      table.timestamp('confirmed_at', { useTz: true }).nullable()
      table.unique(['topic_id', 'partition_id', 'record_offset'])
    })
  }

  async down() {
    this.schema.dropTable('ingest_replays')
  }
}
