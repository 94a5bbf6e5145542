import { BaseSchema } from '@adonisjs/lucid/schema'

/** Versions of the zone data by which local times of messages were planned (docs/adr/0024). */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('zone_data_versions', (table) => {
      /** `2026c`; versions sort as texts. */
      table.string('version', 20).primary()
      table.timestamp('first_seen_at', { useTz: true }).notNullable()
      /** How often messages were to be planned again by this version, and up to which of these they were. */
      table.integer('asked').notNullable()
      table.integer('done').notNullable()
    })

    /** Nothing was planned before. */
    this.defer(async (client) => {
      await client.table('zone_data_versions').insert({
        version: process.versions.tz ?? '0000',
        first_seen_at: new Date().toISOString().slice(0, 19).replace('T', ' '),
        asked: 0,
        done: 0,
      })
    })
  }

  async down() {
    this.schema.dropTable('zone_data_versions')
  }
}
