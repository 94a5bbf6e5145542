import { BaseSchema } from '@adonisjs/lucid/schema'

/**
 * Messages; those pending are the queue.
 *
 * A message is updated three times on its way (claim, `sending`, outcome), and an update of an indexed column
 * writes to every index of the row. So indexes skip rows that nobody looks up by them, and none has
 * `lease_until`: on PostgreSQL a claim then touches no index (a HOT update) if the page has room.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_messages', (table) => {
      table.bigIncrements('id')
      table.string('message_type', 60).notNullable()
      table
        .string('status', 20)
        .notNullable()
        .defaultTo('pending')
        .checkIn([
          'pending',
          'sending',
          'sent',
          'delivered',
          'undelivered',
          'unknown',
          'failed',
          'dead_letter',
          'cancelled',
          'suppressed',
          'expired',
        ])
      table.string('reason', 60).nullable()
      table.bigInteger('patient_id').nullable().references('patients.id')
      table.bigInteger('immunization_id').nullable().references('immunizations.id')
      /** The due date the reminder is about; the immunization's own may move on. */
      table.date('due_on').nullable()
      table.integer('rule_version').nullable()
      table.string('phone_number', 20).nullable()
      table.string('language', 35).nullable()
      /** The text as sent; a reminder is rendered when it moves to `sending`. */
      table.text('body').nullable()
      table.string('encoding', 10).nullable()
      table.smallint('segments').nullable()
      table.integer('template_version').nullable()
      /** The text that it was made from, as it was; null for one that somebody wrote. */
      table.bigInteger('template_id').nullable()
      /** 1 high, 2 normal, 3 low. */
      table.smallint('priority').notNullable().defaultTo(2).checkIn(['1', '2', '3'])
      /** An urgent message of a schedule does not wait for the recipient's window. */
      table.boolean('urgent').notNullable().defaultTo(false)
      /** What the rule asked for; `scheduled_at` moves with retries and windows. */
      table.timestamp('planned_at', { useTz: true }).nullable()
      table.timestamp('scheduled_at', { useTz: true }).notNullable()
      table.timestamp('expires_at', { useTz: true }).nullable()
      table.integer('attempt_count').notNullable().defaultTo(0)
      table.integer('retry_count').notNullable().defaultTo(0)
      /** First failure of the current series of retries; a time budget counts from here. */
      table.timestamp('retrying_since', { useTz: true }).nullable()
      /** When people were told that automatic retries are used up; set once. */
      table.timestamp('escalated_at', { useTz: true }).nullable()
      /** Sends repeated although the outcome was unknown (`on_unknown: resend_once`). */
      table.integer('unknown_resends').notNullable().defaultTo(0)
      /** `attempt_count` when a person last changed the number or the text. */
      table.integer('edited_attempt_count').nullable()
      table.string('error_code', 40).nullable()
      table.text('error_message').nullable()
      table.string('gateway_account', 60).nullable()
      table.string('provider_message_id', 120).nullable()
      /** What receipts say so far: waiting, uncertain, undelivered or delivered. */
      table.string('receipt_status', 20).nullable()
      /** Rank of that receipt; it only goes up. */
      table.smallint('receipt_rank').notNullable().defaultTo(0)
      /** The operator's own word in the receipt that counts. */
      table.string('provider_status', 60).nullable()
      table.timestamp('receipt_at', { useTz: true }).nullable()
      /** Sends repeated because a receipt said undelivered. */
      table.integer('receipt_resends').notNullable().defaultTo(0)
      /** When we stopped waiting for a receipt; such a message never counts as delivered. */
      table.timestamp('unconfirmed_at', { useTz: true }).nullable()
      /**
       * Of a reminder that left, or tried to, in the SMS of another one: that one, the carrier. It
       * stands alone again when its carrier is deleted.
       */
      table.bigInteger('carried_by').nullable().references('sms_messages.id').onDelete('SET NULL')
      /** How many others its last SMS carried. */
      table.integer('carries').notNullable().defaultTo(0)
      table.string('dedupe_key', 200).nullable().unique()
      table.string('source', 40).notNullable()
      table.string('claimed_by', 120).nullable()
      table.string('lease_token', 60).nullable()
      /** Epoch milliseconds. */
      table.bigInteger('lease_until').nullable()
      table.timestamp('sent_at', { useTz: true }).nullable()
      table.timestamp('delivered_at', { useTz: true }).nullable()
      table.timestamp('failed_at', { useTz: true }).nullable()
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.timestamp('updated_at', { useTz: true }).notNullable()
    })

    /** Claims: one range scan for each priority, however many rows are finished. */
    this.schema.raw(
      `CREATE INDEX sms_messages_due ON sms_messages (priority, scheduled_at, id) WHERE status = 'pending'`
    )
    /** Opt-outs: all open messages of one number at once. */
    this.schema.raw(
      `CREATE INDEX sms_messages_open_by_phone ON sms_messages (phone_number) WHERE status = 'pending'`
    )
    /** Reconciliation: what is open for a due date, whatever the immunization says now. */
    this.schema.raw(
      `CREATE INDEX sms_messages_open_reminders ON sms_messages (due_on, id) WHERE status = 'pending' AND immunization_id IS NOT NULL`
    )
    /** Health and the desk: what waits for people. */
    this.schema.raw(
      `CREATE INDEX sms_messages_needs_attention ON sms_messages (status, updated_at) WHERE status IN ('dead_letter', 'unknown', 'failed')`
    )
    /** Cleanup: finished messages, oldest first. */
    this.schema.raw('CREATE INDEX sms_messages_by_age ON sms_messages (updated_at, id)')
    /** Pauses: what one held back is due again when it ends. */
    this.schema.raw(
      `CREATE INDEX sms_messages_held_back ON sms_messages (reason, id)
       WHERE status = 'pending' AND reason IN ('facility_paused', 'message_type_paused')`
    )
    /** In flight: a few hundred rows. Led by status, or SQLite prefers to scan the table. */
    this.schema.raw(
      `CREATE INDEX sms_messages_sending ON sms_messages (status, id) WHERE status = 'sending'`
    )
    /** Receipts: a message by the operator's id. */
    this.schema.raw(
      `CREATE INDEX sms_messages_by_provider_id ON sms_messages (provider_message_id) WHERE provider_message_id IS NOT NULL`
    )
    /** Reminders of an immunization. */
    this.schema.raw(
      `CREATE INDEX sms_messages_of_immunization ON sms_messages (immunization_id, message_type, due_on) WHERE immunization_id IS NOT NULL`
    )
    /** Erasure: the messages of a patient, also for the foreign key when the patient is deleted. */
    this.schema.raw(
      `CREATE INDEX sms_messages_of_patient ON sms_messages (patient_id)
       WHERE patient_id IS NOT NULL`
    )
    /** Messages that may still be confirmed, oldest first. */
    this.schema.raw(
      `CREATE INDEX sms_messages_awaiting_receipt ON sms_messages (sent_at, id)
       WHERE status = 'sent' AND unconfirmed_at IS NULL`
    )
    /** Messages that a receipt with an unknown id may belong to. */
    this.schema.raw(
      `CREATE INDEX sms_messages_without_id ON sms_messages (phone_number)
       WHERE provider_message_id IS NULL AND carried_by IS NULL AND status IN ('sent', 'unknown')`
    )
    /** People: the messages of a number. Replies: whether a number was ever written to. */
    this.schema.raw(
      `CREATE INDEX sms_messages_by_phone ON sms_messages (phone_number) WHERE phone_number IS NOT NULL`
    )
    /** Reconciliation: reminders called off before they left, which may be wanted again. */
    this.schema.raw(
      `CREATE INDEX sms_messages_reopenable ON sms_messages (due_on, id)
       WHERE status IN ('cancelled', 'suppressed') AND attempt_count = 0
         AND reason IN ('due_date_moved', 'visit_recorded', 'immunization_cancelled', 'patient_inactive', 'no_phone', 'opted_out', 'no_consent', 'rule_changed')`
    )

    /** What a message carries: it moves with it. */
    this.schema.raw(
      'CREATE INDEX sms_messages_carried ON sms_messages (carried_by) WHERE carried_by IS NOT NULL'
    )

    /** Room in each page for HOT updates. */
    if (this.db.dialect.name === 'postgres')
      this.schema.raw('ALTER TABLE sms_messages SET (fillfactor = 70)')
  }

  async down() {
    this.schema.dropTable('sms_messages')
  }
}
