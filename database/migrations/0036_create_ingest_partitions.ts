import { BaseSchema } from '@adonisjs/lucid/schema'

/** Partitions that requests come in by: who works on what, and how far it is (docs/adr/0032). */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('ingest_partitions', (table) => {
      table.string('topic', 249).notNullable()
      table.integer('partition_id').notNullable()
      /** The process that last worked on it. */
      table.string('worker', 120).nullable()
      /** The records in hand; null between two batches. They are suspects if their process died. */
      table.bigInteger('first_offset').nullable()
      table.bigInteger('last_offset').nullable()
      /** Processes that died with the first of them in hand. */
      table.integer('kills').notNullable().defaultTo(0)
      /** The next record to take in, and the one that will be stored next. */
      table.bigInteger('next_offset').nullable()
      table.bigInteger('end_offset').nullable()
      /** When a consumer last looked, and when it last took something in or had nothing to do. */
      table.timestamp('seen_at', { useTz: true }).notNullable()
      table.timestamp('progressed_at', { useTz: true }).notNullable()
      table.bigInteger('received').notNullable().defaultTo(0)
      table.bigInteger('created').notNullable().defaultTo(0)
      table.bigInteger('duplicates').notNullable().defaultTo(0)
      table.bigInteger('failed').notNullable().defaultTo(0)
      table.bigInteger('dead_letters').notNullable().defaultTo(0)
      table.primary(['topic', 'partition_id'])
    })
  }

  async down() {
    this.schema.dropTable('ingest_partitions')
  }
}
