import { BaseSchema } from '@adonisjs/lucid/schema'

/** What operators and people send back: receipts, replies, consent, the balance; and what erasure leaves. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('sms_webhook_logs', (table) => {
      table.bigIncrements('id')
      table.string('kind', 30).notNullable().checkIn(['delivery_receipt', 'inbound_message'])
      /** SHA-256 of what it says, in hexadecimal: a replay is counted on the row that is there. */
      table.string('fingerprint', 64).notNullable().unique()
      table.timestamp('received_at', { useTz: true }).notNullable()
      table.timestamp('last_received_at', { useTz: true }).notNullable()
      table.integer('times_received').notNullable().defaultTo(1)
      /** As it came. */
      table.text('body').notNullable()
      table
        .string('state', 20)
        .notNullable()
        .defaultTo('received')
        .checkIn(['received', 'waiting', 'applied', 'without_effect', 'unmatched', 'unreadable'])
      /** Why it is in this state, as a machine reads it. */
      table.string('reason', 60).nullable()
      /** Of one that waits for its message: when it is looked at again, and how often it was. */
      table.timestamp('look_again_at', { useTz: true }).nullable()
      table.integer('looks').notNullable().defaultTo(0)
      table.string('provider_message_id', 120).nullable()
      table.string('provider_status', 60).nullable()
      table.string('phone_number', 20).nullable()
      table.bigInteger('message_id').nullable().references('sms_messages.id').onDelete('SET NULL')
      table.timestamp('settled_at', { useTz: true }).nullable()
    })
    /** app/inbound: what is to be applied now, and what waits for its message. */
    this.schema.raw(
      `CREATE INDEX sms_webhook_logs_received ON sms_webhook_logs (kind, id) WHERE state = 'received'`
    )
    this.schema.raw(
      `CREATE INDEX sms_webhook_logs_waiting ON sms_webhook_logs (look_again_at, id) WHERE state = 'waiting'`
    )
    /** Whoever has just recorded a send: receipts that were faster. */
    this.schema.raw(
      `CREATE INDEX sms_webhook_logs_early ON sms_webhook_logs (provider_message_id) WHERE state = 'waiting'`
    )
    /** Health and people: what nobody could read. */
    this.schema.raw(
      `CREATE INDEX sms_webhook_logs_unreadable ON sms_webhook_logs (last_received_at) WHERE state = 'unreadable'`
    )
    /** The timeline of a message, its deletion, the erasure of a person, cleanup. */
    this.schema.raw(
      'CREATE INDEX sms_webhook_logs_of_message ON sms_webhook_logs (message_id) WHERE message_id IS NOT NULL'
    )
    this.schema.raw(
      'CREATE INDEX sms_webhook_logs_by_phone ON sms_webhook_logs (phone_number) WHERE phone_number IS NOT NULL'
    )
    this.schema.raw(
      'CREATE INDEX sms_webhook_logs_by_age ON sms_webhook_logs (last_received_at, id)'
    )

    this.schema.alterTable('sms_messages', (table) => {
      /** What receipts say so far: waiting, uncertain, undelivered or delivered. */
      table.string('receipt_status', 20).nullable()
      /** Receipts only move up (app/inbound/receipt_status.ts). */
      table.smallint('receipt_rank').notNullable().defaultTo(0)
      /** The operator's own word of the receipt that counts. */
      table.string('provider_status', 60).nullable()
      table.timestamp('receipt_at', { useTz: true }).nullable()
      /** How often it was sent again because a receipt said undelivered. */
      table.integer('receipt_resends').notNullable().defaultTo(0)
      /** When it was given up to wait for a receipt; never counted as delivered. */
      table.timestamp('unconfirmed_at', { useTz: true }).nullable()
    })
    /** Messages that may still be confirmed, the oldest first. */
    this.schema.raw(
      `CREATE INDEX sms_messages_awaiting_receipt ON sms_messages (sent_at, id)
       WHERE status = 'sent' AND unconfirmed_at IS NULL`
    )
    /** A receipt with an id that nobody knows may belong to one of these. */
    this.schema.raw(
      `CREATE INDEX sms_messages_without_id ON sms_messages (phone_number)
       WHERE provider_message_id IS NULL AND status IN ('sent', 'unknown')`
    )
    /** The reasons after which a reminder may be wanted again, with `no_consent` (app/reminders/reminder_sql.ts). */
    this.schema.raw('DROP INDEX sms_messages_reopenable')
    this.schema.raw(
      `CREATE INDEX sms_messages_reopenable ON sms_messages (due_on, id)
       WHERE status IN ('cancelled', 'suppressed') AND attempt_count = 0
         AND reason IN ('due_date_moved', 'visit_recorded', 'patient_inactive', 'no_phone', 'opted_out', 'no_consent', 'rule_changed')`
    )

    /** Ids that the operator gave earlier attempts of a message that was sent again. */
    this.schema.createTable('sms_former_ids', (table) => {
      table.string('provider_message_id', 120).primary()
      table
        .bigInteger('message_id')
        .notNullable()
        .references('sms_messages.id')
        .onDelete('CASCADE')
        .index()
    })

    this.schema.createTable('inbound_messages', (table) => {
      table.bigIncrements('id')
      table
        .bigInteger('webhook_log_id')
        .nullable()
        .unique()
        .references('sms_webhook_logs.id')
        .onDelete('SET NULL')
      table.timestamp('received_at', { useTz: true }).notNullable()
      table.string('phone_number', 20).notNullable().index()
      table.string('destination', 40).nullable()
      table.text('body').notNullable()
      /** `stop` or `start`; empty for what a person has to read. */
      table.string('keyword', 10).nullable()
      /** opted_out, opted_in, or unchanged. */
      table.string('effect', 20).notNullable()
      table.timestamp('read_at', { useTz: true }).nullable()
      table.string('read_by', 120).nullable()
    })
    this.schema.raw('CREATE INDEX inbound_messages_by_age ON inbound_messages (received_at, id)')

    this.schema.alterTable('sms_consents', (table) => {
      /** `import`, `reply`, `cli:name`, `token:id`, `user:id`. */
      table.string('recorded_by', 120).nullable()
    })
    this.schema.createTable('sms_consent_events', (table) => {
      table.bigIncrements('id')
      table.timestamp('at', { useTz: true }).notNullable()
      table.string('phone_number', 20).notNullable().index()
      table.string('from_status', 20).nullable()
      table.string('to_status', 20).notNullable()
      table.string('source', 40).notNullable()
      table.text('evidence').nullable()
      table.string('actor', 120).notNullable()
    })
    /** Numbers of erased people that had said no: HMAC-SHA-256 in hexadecimal (app/consents/phone_hash.ts). */
    this.schema.createTable('erased_opt_outs', (table) => {
      table.string('phone_hash', 64).primary()
      table.string('source', 40).notNullable()
      table.timestamp('opted_out_at', { useTz: true }).notNullable()
      table.timestamp('erased_at', { useTz: true }).notNullable()
    })

    /** One row for each contract at each poll. */
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
      /** Whether SMS could be sent with it then: active and not expired. */
      table.boolean('usable').notNullable()
      table.index(['account', 'polled_at'])
    })
    this.schema.alterTable('gateway_accounts', (table) => {
      table.timestamp('balance_polled_at', { useTz: true }).nullable()
      /** Why the last poll found out nothing; empty after one that did. */
      table.string('balance_error', 120).nullable()
    })

    /** Files that were read, with where their rejected rows are: erasure goes through those, too. */
    this.schema.createTable('imported_files', (table) => {
      table.bigIncrements('id')
      table.timestamp('imported_at', { useTz: true }).notNullable()
      table.string('name', 255).notNullable()
      table.string('fingerprint', 64).notNullable()
      /** Absolute path on the machine of the import; empty where no row was rejected. */
      table.text('rejected_file').nullable()
      table.integer('rejected_rows').notNullable().defaultTo(0)
    })
  }

  async down() {
    this.schema.dropTable('imported_files')
    this.schema.alterTable('gateway_accounts', (table) =>
      table.dropColumns('balance_polled_at', 'balance_error')
    )
    for (const table of [
      'gateway_balances',
      'erased_opt_outs',
      'sms_consent_events',
      'inbound_messages',
      'sms_former_ids',
      'sms_webhook_logs',
    ]) {
      this.schema.dropTable(table)
    }
    this.schema.alterTable('sms_consents', (table) => table.dropColumn('recorded_by'))
    this.schema.raw('DROP INDEX sms_messages_reopenable')
    this.schema.raw(
      `CREATE INDEX sms_messages_reopenable ON sms_messages (due_on, id)
       WHERE status IN ('cancelled', 'suppressed') AND attempt_count = 0
         AND reason IN ('due_date_moved', 'visit_recorded', 'patient_inactive', 'no_phone', 'opted_out', 'rule_changed')`
    )
    this.schema.raw('DROP INDEX sms_messages_without_id')
    this.schema.raw('DROP INDEX sms_messages_awaiting_receipt')
    this.schema.alterTable('sms_messages', (table) =>
      table.dropColumns(
        'receipt_status',
        'receipt_rank',
        'provider_status',
        'receipt_at',
        'receipt_resends',
        'unconfirmed_at'
      )
    )
  }
}
