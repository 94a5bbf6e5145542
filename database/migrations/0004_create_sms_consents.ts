import { BaseSchema } from '@adonisjs/lucid/schema'

/** The current consent of each phone number. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_consents', (table) => {
      table.bigIncrements('id')
      table.string('phone_number', 20).notNullable().unique()
      table.string('status', 20).notNullable().checkIn(['opted_in', 'opted_out'])
      table.string('source', 40).notNullable()
      table.text('evidence').nullable()
      /** `import`, `reply`, `cli:name`, `token:id`, `user:id`. */
      table.string('recorded_by', 120).nullable()
      /** A no: the latest at which it can have been said. A yes: when it was said; null where that is not known. */
      table.timestamp('said_at', { useTz: true }).nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })

    /** Health: opt-outs by SMS in an hour. */
    this.schema.raw(
      `CREATE INDEX sms_consents_refused_by_reply ON sms_consents (updated_at) WHERE status = 'opted_out' AND source = 'reply'`
    )
  }

  async down() {
    this.schema.dropTable('sms_consents')
  }
}
