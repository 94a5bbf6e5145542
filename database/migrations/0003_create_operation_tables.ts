import { BaseSchema } from '@adonisjs/lucid/schema'

/** What keeps the work going: accounts, the timetable's slots, who is alive, who did what. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('gateway_accounts', (table) => {
      table.bigIncrements('id')
      table.string('name', 60).notNullable().unique()
      table.string('gateway', 20).notNullable()
      table
        .string('state', 20)
        .notNullable()
        .defaultTo('active')
        .checkIn(['active', 'paused', 'circuit_open', 'probing'])
      table.string('reason', 60).nullable()
      table.text('detail').nullable()
      table.timestamp('state_since', { useTz: true }).nullable()
      /** Epoch milliseconds: when a pause or an open circuit may be tried again. */
      table.bigInteger('state_until').nullable()
      table.integer('consecutive_failures').notNullable().defaultTo(0)
      /** Epoch milliseconds: the first instant at which the account has a free place (app/delivery/accounts/rate_limit.ts). */
      table.bigInteger('next_slot_at').notNullable().defaultTo(0)
      table.integer('units').nullable()
      table.timestamp('units_expire_at', { useTz: true }).nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })

    this.schema.createTable('scheduler_runs', (table) => {
      table.bigIncrements('id')
      table.string('job', 40).notNullable()
      /** The instant the job was due at. */
      table.timestamp('slot', { useTz: true }).notNullable()
      table.string('claimed_by', 120).notNullable()
      /** Epoch milliseconds: a run whose process died can be taken over after this. */
      table.bigInteger('lease_until').notNullable()
      /** How often the slot has been begun; one that was stopped costs no try. */
      table.integer('tries').notNullable().defaultTo(1)
      table.timestamp('started_at', { useTz: true }).notNullable()
      table.timestamp('finished_at', { useTz: true }).nullable()
      table.string('outcome', 20).nullable()
      table.text('stats').nullable()
      table.text('error').nullable()
      table.unique(['job', 'slot'])
    })

    this.schema.createTable('workers', (table) => {
      table.string('id', 120).primary()
      table.string('role', 20).notNullable()
      table.string('host', 120).notNullable()
      table.integer('pid').notNullable()
      table.timestamp('started_at', { useTz: true }).notNullable()
      table.timestamp('heartbeat_at', { useTz: true }).notNullable()
      table.timestamp('stopped_at', { useTz: true }).nullable()
    })

    this.schema.createTable('audit_events', (table) => {
      table.bigIncrements('id')
      table.timestamp('at', { useTz: true }).notNullable()
      table.string('actor', 120).notNullable()
      table.string('action', 60).notNullable()
      table.string('subject', 120).nullable()
      table.text('detail').nullable()
    })

    /** Counts of messages by day that outlive the messages themselves. */
    this.schema.createTable('sms_daily_counts', (table) => {
      table.date('day').notNullable()
      table.string('message_type', 60).notNullable()
      table.string('status', 20).notNullable()
      table.integer('count').notNullable()
      table.primary(['day', 'message_type', 'status'])
    })
  }

  async down() {
    for (const table of [
      'sms_daily_counts',
      'audit_events',
      'workers',
      'scheduler_runs',
      'gateway_accounts',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
