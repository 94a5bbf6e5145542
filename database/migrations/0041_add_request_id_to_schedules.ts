import { BaseSchema } from '@adonisjs/lucid/schema'

/** The id of the request that asked for a job, if the job has an idempotency key as well. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('schedules', (table) => {
      table.string('request_id', 200).nullable()
    })
    /** What became of a request: the latest job that it asked for. */
    this.schema.raw(
      'CREATE INDEX schedules_of_request ON schedules (request_id, id) WHERE request_id IS NOT NULL'
    )
  }

  async down() {
    this.schema.raw('DROP INDEX schedules_of_request')
    this.schema.alterTable('schedules', (table) => {
      table.dropColumn('request_id')
    })
  }
}
