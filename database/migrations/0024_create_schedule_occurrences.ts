import { BaseSchema } from '@adonisjs/lucid/schema'

/** Occurrences of schedules: what became of each. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('schedule_occurrences', (table) => {
      table.bigIncrements('id')
      table.bigInteger('schedule_id').notNullable().references('schedules.id').onDelete('CASCADE')
      table.timestamp('occurrence_at', { useTz: true }).notNullable()
      table
        .string('status', 20)
        .notNullable()
        .checkIn(['pending', 'running', 'done', 'dead_letter', 'skipped', 'cancelled'])
      /** Why it was skipped or given up, for machines. */
      table.string('reason', 60).nullable()
      table.string('app_name', 60).notNullable()
      /** Jobs of one kind and key run one after the other, oldest first (docs/adr/0033). */
      table.string('order_key', 100).nullable()
      /** The payload when it fired; later edits of the schedule do not reach it. */
      table.text('payload').notNullable()
      table.smallint('priority').notNullable()
      /** Earlier occurrences that collapsed into this one. */
      table.integer('missed').notNullable().defaultTo(0)
      table.integer('attempts').notNullable().defaultTo(0)
      table.integer('retry_count').notNullable().defaultTo(0)
      table.timestamp('retrying_since', { useTz: true }).nullable()
      table.timestamp('next_attempt_at', { useTz: true }).nullable()
      table.timestamp('fired_at', { useTz: true }).notNullable()
      table.timestamp('started_at', { useTz: true }).nullable()
      table.timestamp('finished_at', { useTz: true }).nullable()
      /** Error of the last attempt, for people; no numbers, names or texts. */
      table.text('error').nullable()
      /** What the handler did, as JSON: ids and counts. */
      table.text('result').nullable()
      table.string('claimed_by', 120).nullable()
      table.string('lease_token', 60).nullable()
      /** Epoch milliseconds. */
      table.bigInteger('lease_until').nullable()
      table.unique(['schedule_id', 'occurrence_at'])
    })

    /** Running: what waits, by priority. */
    this.schema.raw(
      `CREATE INDEX schedule_occurrences_pending ON schedule_occurrences (priority, next_attempt_at, id) WHERE status = 'pending'`
    )
    /** Under way: a few rows, whose lease may have run out. Led by status, or SQLite prefers to scan the table. */
    this.schema.raw(
      `CREATE INDEX schedule_occurrences_running ON schedule_occurrences (status, id) WHERE status = 'running'`
    )
    /** Overlap: whether a schedule has one that is not done. */
    this.schema.raw(
      `CREATE INDEX schedule_occurrences_open ON schedule_occurrences (schedule_id) WHERE status IN ('pending', 'running')`
    )
    /** Running: whether an earlier one with this key is not done. */
    this.schema.raw(
      `CREATE INDEX schedule_occurrences_in_order ON schedule_occurrences (order_key, app_name, occurrence_at, id) WHERE status IN ('pending', 'running') AND order_key IS NOT NULL`
    )
    /** Health and people: what was given up. */
    this.schema.raw(
      `CREATE INDEX schedule_occurrences_dead ON schedule_occurrences (id) WHERE status = 'dead_letter'`
    )
    /** Cleanup: oldest first. */
    this.schema.raw(
      'CREATE INDEX schedule_occurrences_by_age ON schedule_occurrences (fired_at, id)'
    )
  }

  async down() {
    this.schema.dropTable('schedule_occurrences')
  }
}
