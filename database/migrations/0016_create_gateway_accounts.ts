import { BaseSchema } from '@adonisjs/lucid/schema'

/** Accounts at the operators: their state, their pace, their balance. */
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
      /** Who paused it: `sweep` after an operator's answer, or a person. */
      table.string('paused_by', 120).nullable()
      /** Whom to ask: operator, auth, credit, contract or configuration. */
      table.string('pause_kind', 20).nullable()
      table.integer('consecutive_failures').notNullable().defaultTo(0)
      /** Epoch milliseconds: the first instant with a free place; never far ahead. */
      table.bigInteger('next_slot_at').notNullable().defaultTo(0)
      /** Share of the limit in use, in percent; lowered after "too many requests". */
      table.integer('rate_percent').notNullable().defaultTo(100)
      /** Epoch milliseconds: when the share was last lowered; it recovers from there. */
      table.bigInteger('rate_lowered_at').notNullable().defaultTo(0)
      /** Epoch milliseconds: until then the operator wants no requests at all. */
      table.bigInteger('quiet_until').notNullable().defaultTo(0)
      table.integer('units').nullable()
      table.timestamp('units_expire_at', { useTz: true }).nullable()
      table.timestamp('balance_polled_at', { useTz: true }).nullable()
      /** Why the last poll failed; null after a successful one. */
      table.string('balance_error', 120).nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })
  }

  async down() {
    this.schema.dropTable('gateway_accounts')
  }
}
