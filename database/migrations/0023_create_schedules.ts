import { BaseSchema } from '@adonisjs/lucid/schema'

/** Schedules: what is to be done, and when. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('schedules', (table) => {
      table.bigIncrements('id')
      table.string('name', 200).notNullable()
      /** The job handler. */
      table.string('app_name', 60).notNullable()
      table.string('kind', 10).notNullable().checkIn(['once', 'cron', 'interval'])
      /** Kind `cron`: five fields, in `timezone`. */
      table.string('cron', 120).nullable()
      /** Kind `interval`: counted from `starts_at`, at least 1,000. */
      table.bigInteger('interval_ms').nullable()
      /** Kind `once`. */
      table.timestamp('run_at', { useTz: true }).nullable()
      /** As it was asked for, `2026-12-01 09:00:00` in `timezone`; null if that was an instant. */
      table.string('run_at_local', 19).nullable()
      table.string('timezone', 64).notNullable()
      /** Input of the handler, as JSON; the handler checked it when the schedule was made. */
      table.text('payload').notNullable()
      /** 1 high, 2 normal, 3 low. */
      table.smallint('priority').notNullable().defaultTo(2).checkIn(['1', '2', '3'])
      /** First instant that counts. */
      table.timestamp('starts_at', { useTz: true }).nullable()
      table.string('starts_at_local', 19).nullable()
      /** First instant that no longer counts. */
      table.timestamp('ends_at', { useTz: true }).nullable()
      table.string('ends_at_local', 19).nullable()
      /** Null while it is disabled, or once it is over. */
      table.timestamp('next_run_at', { useTz: true }).nullable()
      /** The same, as clocks in `timezone` show it; only for a cron expression that follows them. */
      table.string('next_run_local', 19).nullable()
      table.timestamp('last_run_at', { useTz: true }).nullable()
      table.string('last_run_local', 19).nullable()
      /** The zone data that made instants of its local times, `2026c`; null if nothing depends on it. */
      table.string('zone_data', 20).nullable()
      table.integer('run_count').notNullable().defaultTo(0)
      table.integer('max_runs').nullable()
      /** Occurrences that nobody was there to fire: run once for all of them, or skip them. */
      table.string('missed_runs', 10).notNullable().defaultTo('once').checkIn(['once', 'skip'])
      /** Whether an occurrence may begin before the previous one is done. */
      table.string('overlap', 10).notNullable().defaultTo('allow').checkIn(['allow', 'skip'])
      table.boolean('enabled').notNullable().defaultTo(true)
      /** finished, max_runs_reached, ended, paused, faulty or deleted. */
      table.string('disabled_reason', 60).nullable()
      /** The error, or why somebody paused it; for people. */
      table.text('disabled_detail').nullable()
      table.timestamp('disabled_at', { useTz: true }).nullable()
      table.string('disabled_by', 120).nullable()
      table.string('idempotency_key', 200).nullable().unique()
      /** `cli`, `api`, `kafka`, `application`. */
      table.string('source', 40).notNullable()
      table.string('created_by', 120).notNullable()
      /** Incremented by every change a person makes. */
      table.integer('version').notNullable().defaultTo(1)
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })

    /** Firing: what is due, longest overdue first, however many wait. */
    this.schema.raw(
      'CREATE INDEX schedules_due ON schedules (next_run_at, id) WHERE next_run_at IS NOT NULL'
    )
    /** New zone data: what is planned by older data, soonest first. */
    this.schema.raw(
      'CREATE INDEX schedules_by_zone_data ON schedules (zone_data, next_run_at, id) WHERE zone_data IS NOT NULL'
    )
    /** Cleanup: schedules that will not run again. */
    this.schema.raw(
      'CREATE INDEX schedules_over ON schedules (updated_at, id) WHERE next_run_at IS NULL'
    )
    /** Lists: schedules that run, among all that are over. Led by `enabled`, or SQLite prefers to scan the table. */
    this.schema.raw(
      'CREATE INDEX schedules_enabled ON schedules (enabled, id) WHERE enabled = TRUE'
    )
    /** For the cap of schedules in force: those that one token has. */
    this.schema.raw(
      `CREATE INDEX schedules_in_force ON schedules (created_by) WHERE next_run_at IS NOT NULL AND source = 'api'`
    )
    /** Health: schedules disabled because of a fault. */
    this.schema.raw(
      `CREATE INDEX schedules_faulty ON schedules (disabled_reason, id) WHERE disabled_reason = 'faulty'`
    )
  }

  async down() {
    this.schema.dropTable('schedules')
  }
}
