import { BaseSchema } from '@adonisjs/lucid/schema'

/** Balances over time: one row for each contract at each poll. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('gateway_balances', (table) => {
      table.bigIncrements('id')
      table.string('account', 60).notNullable()
      table.timestamp('polled_at', { useTz: true }).notNullable()
      table.string('contract_id', 120).notNullable()
      table.string('country', 3).nullable()
      table.string('offer', 120).nullable()
      table.string('status', 40).nullable()
      table.integer('units').notNullable()
      table.timestamp('expires_at', { useTz: true }).nullable()
      /** Whether it could pay for SMS at the time: active and not expired. */
      table.boolean('usable').notNullable()
      table.index(['account', 'polled_at'])
    })
  }

  async down() {
    this.schema.dropTable('gateway_balances')
  }
}
