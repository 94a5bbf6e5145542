import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * A message is updated three times on its way (claim, `sending`, outcome), and
 * each update of an indexed column writes to every index of the row. So indexes
 * leave out the rows that nobody looks up by them, and `lease_until` is in none:
 * on PostgreSQL a claim then touches no index at all (a HOT update), where the
 * page has room for the new version of the row.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.raw('DROP INDEX sms_messages_sending')
    /** app/delivery/unknown/reap_lost_messages.ts: what is in flight, a few hundred rows. By status, or SQLite would rather scan the table. */
    this.schema.raw(
      `CREATE INDEX sms_messages_sending ON sms_messages (status, id) WHERE status = 'sending'`
    )

    this.schema.raw('DROP INDEX sms_messages_provider_message_id_index')
    /** Receipts name a message by the operator's id. */
    this.schema.raw(
      `CREATE INDEX sms_messages_by_provider_id ON sms_messages (provider_message_id) WHERE provider_message_id IS NOT NULL`
    )

    this.schema.raw('DROP INDEX sms_messages_immunization_id_message_type_due_on_index')
    /** app/reminders: the reminders of an immunization. */
    this.schema.raw(
      `CREATE INDEX sms_messages_of_immunization ON sms_messages (immunization_id, message_type, due_on) WHERE immunization_id IS NOT NULL`
    )

    if (this.db.dialect.name === 'postgres') {
      this.schema.raw('ALTER TABLE sms_messages SET (fillfactor = 70)')
      this.schema.raw('ALTER TABLE sms_attempts SET (fillfactor = 70)')
    }
  }

  async down() {
    if (this.db.dialect.name === 'postgres') {
      this.schema.raw('ALTER TABLE sms_attempts RESET (fillfactor)')
      this.schema.raw('ALTER TABLE sms_messages RESET (fillfactor)')
    }
    this.schema.raw('DROP INDEX sms_messages_of_immunization')
    this.schema.raw(
      'CREATE INDEX sms_messages_immunization_id_message_type_due_on_index ON sms_messages (immunization_id, message_type, due_on)'
    )
    this.schema.raw('DROP INDEX sms_messages_by_provider_id')
    this.schema.raw(
      'CREATE INDEX sms_messages_provider_message_id_index ON sms_messages (provider_message_id)'
    )
    this.schema.raw('DROP INDEX sms_messages_sending')
    this.schema.raw(
      `CREATE INDEX sms_messages_sending ON sms_messages (lease_until) WHERE status = 'sending'`
    )
  }
}
