import { BaseSchema } from '@adonisjs/lucid/schema'

/** The history of consent: one row for each change. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_consent_events', (table) => {
      table.bigIncrements('id')
      table.timestamp('at', { useTz: true }).notNullable()
      table.string('phone_number', 20).notNullable().index()
      table.string('from_status', 20).nullable()
      /** Null: nothing is known any more, because forged replies were undone. */
      table.string('to_status', 20).nullable()
      table.string('source', 40).notNullable()
      table.text('evidence').nullable()
      table.string('actor', 120).notNullable()
      /** As in `sms_consents`. */
      table.timestamp('said_at', { useTz: true }).nullable()
    })

    /** Undoing a batch of replies. */
    this.schema.raw(
      `CREATE INDEX sms_consent_events_of_replies ON sms_consent_events (at, id) WHERE source = 'reply'`
    )
  }

  async down() {
    this.schema.dropTable('sms_consent_events')
  }
}
