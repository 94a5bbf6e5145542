import { BaseSchema } from '@adonisjs/lucid/schema'

/** What is to be done when, and what became of each time it was. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('schedules', (table) => {
      table.bigIncrements('id')
      table.string('name', 200).notNullable()
      /** The job handler (app/schedules/jobs). */
      table.string('app_name', 60).notNullable()
      table.string('kind', 10).notNullable().checkIn(['once', 'cron', 'interval'])
      /** Of kind `cron`: five fields, in `timezone`. */
      table.string('cron', 120).nullable()
      /** Of kind `interval`: counted from `starts_at`, at least 1,000. */
      table.bigInteger('interval_ms').nullable()
      /** Of kind `once`. */
      table.timestamp('run_at', { useTz: true }).nullable()
      table.string('timezone', 64).notNullable()
      /** What the handler is given, as JSON; checked by it when the schedule was made. */
      table.text('payload').notNullable()
      /** 1 high, 2 normal, 3 low. */
      table.smallint('priority').notNullable().defaultTo(2).checkIn(['1', '2', '3'])
      /** Nothing before the first, nothing at or after the second. */
      table.timestamp('starts_at', { useTz: true }).nullable()
      table.timestamp('ends_at', { useTz: true }).nullable()
      /** Empty while it is disabled or has come to its end. */
      table.timestamp('next_run_at', { useTz: true }).nullable()
      table.timestamp('last_run_at', { useTz: true }).nullable()
      table.integer('run_count').notNullable().defaultTo(0)
      table.integer('max_runs').nullable()
      /** What becomes of occurrences that nobody was there to fire: all of them `once`, or none (`skip`). */
      table.string('missed_runs', 10).notNullable().defaultTo('once').checkIn(['once', 'skip'])
      /** Whether an occurrence may begin while the one before is not done: `allow` or `skip`. */
      table.string('overlap', 10).notNullable().defaultTo('allow').checkIn(['allow', 'skip'])
      table.boolean('enabled').notNullable().defaultTo(true)
      /** finished, max_runs_reached, ended, paused, faulty or deleted. */
      table.string('disabled_reason', 60).nullable()
      /** For people: the error, or why somebody paused it. */
      table.text('disabled_detail').nullable()
      table.timestamp('disabled_at', { useTz: true }).nullable()
      table.string('disabled_by', 120).nullable()
      table.string('idempotency_key', 200).nullable().unique()
      /** `cli`, `api`, `kafka`, `application`. */
      table.string('source', 40).notNullable()
      table.string('created_by', 120).notNullable()
      /** Raised by every change that a person makes. */
      table.integer('version').notNullable().defaultTo(1)
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })
    /** app/schedules/fire: what is due, the longest overdue first, however many wait. */
    this.schema.raw(
      'CREATE INDEX schedules_due ON schedules (next_run_at, id) WHERE next_run_at IS NOT NULL'
    )
    /** Cleanup: schedules that will not run again. */
    this.schema.raw(
      'CREATE INDEX schedules_over ON schedules (updated_at, id) WHERE next_run_at IS NULL'
    )
    /** Lists: schedules that run, among all those that are over. By `enabled`, or SQLite would rather scan the table. */
    this.schema.raw(
      'CREATE INDEX schedules_enabled ON schedules (enabled, id) WHERE enabled = TRUE'
    )
    /** Health: schedules that we disabled because of a fault. */
    this.schema.raw(
      `CREATE INDEX schedules_faulty ON schedules (disabled_reason, id) WHERE disabled_reason = 'faulty'`
    )

    this.schema.createTable('schedule_occurrences', (table) => {
      table.bigIncrements('id')
      table.bigInteger('schedule_id').notNullable().references('schedules.id').onDelete('CASCADE')
      table.timestamp('occurrence_at', { useTz: true }).notNullable()
      table
        .string('status', 20)
        .notNullable()
        .checkIn(['pending', 'running', 'done', 'dead_letter', 'skipped', 'cancelled'])
      /** Why it was skipped or given up, as a machine reads it. */
      table.string('reason', 60).nullable()
      table.string('app_name', 60).notNullable()
      /** As it was when it fired: a later edit of the schedule changes nothing here. */
      table.text('payload').notNullable()
      table.smallint('priority').notNullable()
      /** Occurrences before this one that collapsed into it. */
      table.integer('missed').notNullable().defaultTo(0)
      table.integer('attempts').notNullable().defaultTo(0)
      table.integer('retry_count').notNullable().defaultTo(0)
      table.timestamp('retrying_since', { useTz: true }).nullable()
      table.timestamp('next_attempt_at', { useTz: true }).nullable()
      table.timestamp('fired_at', { useTz: true }).notNullable()
      table.timestamp('started_at', { useTz: true }).nullable()
      table.timestamp('finished_at', { useTz: true }).nullable()
      /** Of the last attempt, for people; no numbers, names or texts. */
      table.text('error').nullable()
      /** What the handler says of what it did, as JSON: ids and counts. */
      table.text('result').nullable()
      table.string('claimed_by', 120).nullable()
      table.string('lease_token', 60).nullable()
      /** Epoch milliseconds. */
      table.bigInteger('lease_until').nullable()
      table.unique(['schedule_id', 'occurrence_at'])
    })
    /** app/schedules/run: what waits to be done, by priority. */
    this.schema.raw(
      `CREATE INDEX schedule_occurrences_pending ON schedule_occurrences (priority, next_attempt_at, id) WHERE status = 'pending'`
    )
    /** What is under way: a few rows, whose lease may have run out. By status, or SQLite would rather scan the table. */
    this.schema.raw(
      `CREATE INDEX schedule_occurrences_running ON schedule_occurrences (status, id) WHERE status = 'running'`
    )
    /** Overlap: whether a schedule has one that is not done. */
    this.schema.raw(
      `CREATE INDEX schedule_occurrences_open ON schedule_occurrences (schedule_id) WHERE status IN ('pending', 'running')`
    )
    this.schema.raw(
      `CREATE INDEX schedule_occurrences_dead ON schedule_occurrences (id) WHERE status = 'dead_letter'`
    )
    this.schema.raw(
      'CREATE INDEX schedule_occurrences_by_age ON schedule_occurrences (fired_at, id)'
    )
  }

  async down() {
    this.schema.dropTable('schedule_occurrences')
    this.schema.dropTable('schedules')
  }
}
