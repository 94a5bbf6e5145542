import { BaseSchema } from '@adonisjs/lucid/schema'

/** Attempts to send a message: one row for each POST. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_attempts', (table) => {
      table.bigIncrements('id')
      table.bigInteger('message_id').notNullable().references('sms_messages.id').onDelete('CASCADE')
      table.integer('number').notNullable()
      table.string('gateway', 20).notNullable()
      table.string('account', 60).notNullable()
      table.string('lease_token', 60).notNullable()
      table.timestamp('started_at', { useTz: true }).notNullable()
      table.timestamp('finished_at', { useTz: true }).nullable()
      table.integer('duration_ms').nullable()
      /** Class of the gateway's answer; null while it is awaited. */
      table.string('outcome', 30).nullable()
      table.string('reason', 60).nullable()
      table.integer('http_status').nullable()
      table.string('error_code', 40).nullable()
      table.text('error_message').nullable()
      table.string('provider_message_id', 120).nullable()
      table.string('provider_request_id', 120).nullable()
      table.unique(['message_id', 'number'])
    })

    /** Health: the failure rate of the last hour. */
    this.schema.raw('CREATE INDEX sms_attempts_by_time ON sms_attempts (started_at)')

    /** Room in each page for HOT updates. */
    if (this.db.dialect.name === 'postgres')
      this.schema.raw('ALTER TABLE sms_attempts SET (fillfactor = 70)')
  }

  async down() {
    this.schema.dropTable('sms_attempts')
  }
}
