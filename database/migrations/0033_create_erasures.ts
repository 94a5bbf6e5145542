import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Erasures that have begun. A row names the person until the texts are searched, then only says
 * that deleted bytes are still to be overwritten; after that it is deleted.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('erasures', (table) => {
      /** Kind and keyed hash of the person. */
      table.string('subject', 80).primary()
      table.string('stage', 10).notNullable().checkIn(['begun', 'deleted', 'searched'])
      /** JSON: the person, their numbers and names; `{}` once the texts are searched. */
      table.text('person').notNullable()
      table.string('actor', 120).notNullable()
      table.text('reason').nullable()
      table.timestamp('begun_at', { useTz: true }).notNullable()
      /** JSON: what was erased so far. */
      table.text('counts').notNullable()
      /** The table that is being searched, and the last id that was; null before the first. */
      table.string('searching', 60).nullable()
      table.bigInteger('searched_to').notNullable().defaultTo(0)
    })
  }

  async down() {
    this.schema.dropTable('erasures')
  }
}
