import { BaseSchema } from '@adonisjs/lucid/schema'
import { MESSAGE_STATUSES } from '#models/message_status'

/** The messages, which are the queue, and what happened to each of them. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_messages', (table) => {
      table.bigIncrements('id')
      table.string('message_type', 60).notNullable()
      table
        .string('status', 20)
        .notNullable()
        .defaultTo('pending')
        .checkIn([...MESSAGE_STATUSES])
      table.string('reason', 60).nullable()
      table.bigInteger('patient_id').nullable().references('patients.id')
      table.bigInteger('immunization_id').nullable().references('immunizations.id')
      /** The due date this reminder is about; the immunization's may move on. */
      table.date('due_on').nullable()
      table.integer('rule_version').nullable()
      table.string('phone_number', 20).nullable()
      table.string('language', 2).nullable()
      /** The text as it was sent; a reminder's is rendered when it moves to `sending`. */
      table.text('body').nullable()
      table.string('encoding', 10).nullable()
      table.smallint('segments').nullable()
      table.integer('template_version').nullable()
      /** 1 high, 2 normal, 3 low. */
      table.smallint('priority').notNullable().defaultTo(2).checkIn(['1', '2', '3'])
      /** What the rule asked for; `scheduled_at` moves with retries and windows. */
      table.timestamp('planned_at', { useTz: true }).nullable()
      table.timestamp('scheduled_at', { useTz: true }).notNullable()
      table.timestamp('expires_at', { useTz: true }).nullable()
      table.integer('attempt_count').notNullable().defaultTo(0)
      table.integer('retry_count').notNullable().defaultTo(0)
      table.string('error_code', 40).nullable()
      table.text('error_message').nullable()
      table.string('gateway_account', 60).nullable()
      table.string('provider_message_id', 120).nullable().index()
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
      table.index(['immunization_id', 'message_type', 'due_on'])
    })

    /** app/delivery/claim/claim_due_messages.ts: one range scan a priority, however many rows are finished. */
    this.schema.raw(
      `CREATE INDEX sms_messages_due ON sms_messages (priority, scheduled_at, id) WHERE status = 'pending'`
    )
    /** app/delivery/unknown/reap_lost_messages.ts */
    this.schema.raw(
      `CREATE INDEX sms_messages_sending ON sms_messages (lease_until) WHERE status = 'sending'`
    )
    /** An opt-out reaches the open messages of one number at once. */
    this.schema.raw(
      `CREATE INDEX sms_messages_open_by_phone ON sms_messages (phone_number) WHERE status = 'pending'`
    )
    /** app/reminders/reconcile_scope.ts: what is open about one due date, whatever the immunization says now. */
    this.schema.raw(
      `CREATE INDEX sms_messages_open_reminders ON sms_messages (due_on, id) WHERE status = 'pending' AND immunization_id IS NOT NULL`
    )
    /** app/reminders/reconcile_scope.ts: what was called off before it left and may be wanted again. */
    this.schema.raw(
      `CREATE INDEX sms_messages_reopenable ON sms_messages (due_on, id)
       WHERE status IN ('cancelled', 'suppressed') AND attempt_count = 0
         AND reason IN ('due_date_moved', 'visit_recorded', 'patient_inactive', 'no_phone', 'opted_out', 'rule_changed')`
    )
    /** Health and the desk count what waits for people. */
    this.schema.raw(
      `CREATE INDEX sms_messages_for_people ON sms_messages (status, updated_at) WHERE status IN ('dead_letter', 'unknown', 'failed')`
    )
    /** Cleanup walks finished messages from the oldest. */
    this.schema.raw('CREATE INDEX sms_messages_by_age ON sms_messages (updated_at, id)')

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
      /** The class of the answer as in app/gateways/types.ts; empty while the answer is awaited. */
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

    this.schema.createTable('sms_message_events', (table) => {
      table.bigIncrements('id')
      table
        .bigInteger('message_id')
        .notNullable()
        .references('sms_messages.id')
        .onDelete('CASCADE')
        .index()
      table.timestamp('at', { useTz: true }).notNullable()
      table.string('actor', 120).notNullable()
      table.string('from_status', 20).nullable()
      table.string('to_status', 20).notNullable()
      table.string('reason', 60).nullable()
      table.text('detail').nullable()
    })

    this.schema.createTable('sms_templates', (table) => {
      table.bigIncrements('id')
      table.string('message_type', 60).notNullable()
      table.string('language', 2).notNullable()
      table.text('body').notNullable()
      table.integer('version').notNullable().defaultTo(1)
      table.timestamp('created_at', { useTz: true }).notNullable()
      table.unique(['message_type', 'language', 'version'])
    })
  }

  async down() {
    for (const table of ['sms_templates', 'sms_message_events', 'sms_attempts', 'sms_messages']) {
      this.schema.dropTable(table)
    }
  }
}
