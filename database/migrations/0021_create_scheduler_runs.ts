import { BaseSchema } from '@adonisjs/lucid/schema'

/** Runs of the timetable: one row for each job and slot. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('scheduler_runs', (table) => {
      table.bigIncrements('id')
      table.string('job', 40).notNullable()
      /** The instant the job was due. */
      table.timestamp('slot', { useTz: true }).notNullable()
      /** Of a daily job, its local time, `2026-12-01 06:00`: other zone data may give another instant. */
      table.string('local_slot', 16).nullable()
      table.string('claimed_by', 120).notNullable()
      /** Epoch milliseconds: after this, another process may take over the run of one that died. */
      table.bigInteger('lease_until').notNullable()
      /** Times the slot was begun; a run that was stopped costs no try. */
      table.integer('tries').notNullable().defaultTo(1)
      table.timestamp('started_at', { useTz: true }).notNullable()
      table.timestamp('finished_at', { useTz: true }).nullable()
      table.string('outcome', 20).nullable()
      table.text('stats').nullable()
      table.text('error').nullable()
      table.unique(['job', 'slot'])
      table.unique(['job', 'local_slot'])
    })
  }

  async down() {
    this.schema.dropTable('scheduler_runs')
  }
}
