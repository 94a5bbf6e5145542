interface PartialIndex {
  table: string
  columns: string
  /** `m`: what stands before a column, empty or an alias with its point. */
  condition: (m: string) => string
}

/**
 * The partial indexes as the migrations make them; a test holds this list against
 * both databases. Statements take the conditions from here.
 */
export const PARTIAL_INDEXES = {
  immunizations_open_by_due_date: {
    table: 'immunizations',
    columns: 'due_on, id',
    condition: (m) => `${m}administered_on IS NULL`,
  },
  sms_messages_due: {
    table: 'sms_messages',
    columns: 'priority, scheduled_at, id',
    condition: (m) => `${m}status = 'pending'`,
  },
  sms_messages_open_by_phone: {
    table: 'sms_messages',
    columns: 'phone_number',
    condition: (m) => `${m}status = 'pending'`,
  },
  sms_messages_open_reminders: {
    table: 'sms_messages',
    columns: 'due_on, id',
    condition: (m) => `${m}status = 'pending' AND ${m}immunization_id IS NOT NULL`,
  },
  sms_messages_needs_attention: {
    table: 'sms_messages',
    columns: 'status, updated_at',
    condition: (m) => `${m}status IN ('dead_letter', 'unknown', 'failed')`,
  },
  sms_messages_held_back: {
    table: 'sms_messages',
    columns: 'reason, id',
    condition: (m) =>
      `${m}status = 'pending' AND ${m}reason IN ('facility_paused', 'message_type_paused')`,
  },
  sms_messages_sending: {
    table: 'sms_messages',
    columns: 'status, id',
    condition: (m) => `${m}status = 'sending'`,
  },
  sms_messages_by_provider_id: {
    table: 'sms_messages',
    columns: 'provider_message_id',
    condition: (m) => `${m}provider_message_id IS NOT NULL`,
  },
  sms_messages_of_immunization: {
    table: 'sms_messages',
    columns: 'immunization_id, message_type, due_on',
    condition: (m) => `${m}immunization_id IS NOT NULL`,
  },
  sms_messages_of_patient: {
    table: 'sms_messages',
    columns: 'patient_id',
    condition: (m) => `${m}patient_id IS NOT NULL`,
  },
  sms_messages_awaiting_receipt: {
    table: 'sms_messages',
    columns: 'sent_at, id',
    condition: (m) => `${m}status = 'sent' AND ${m}unconfirmed_at IS NULL`,
  },
  sms_messages_without_id: {
    table: 'sms_messages',
    columns: 'phone_number',
    condition: (m) => `${m}provider_message_id IS NULL AND ${m}status IN ('sent', 'unknown')`,
  },
  sms_messages_tried: {
    table: 'sms_messages',
    columns: 'phone_number',
    condition: (m) => `${m}attempt_count > 0`,
  },
  sms_messages_reopenable: {
    table: 'sms_messages',
    columns: 'due_on, id',
    condition: (m) =>
      `${m}status IN ('cancelled', 'suppressed') AND ${m}attempt_count = 0 AND ${m}reason IN ('due_date_moved', 'visit_recorded', 'patient_inactive', 'no_phone', 'opted_out', 'no_consent', 'rule_changed')`,
  },
  sms_webhook_logs_received: {
    table: 'sms_webhook_logs',
    columns: 'kind, id',
    condition: (m) => `${m}state = 'received'`,
  },
  sms_webhook_logs_waiting: {
    table: 'sms_webhook_logs',
    columns: 'look_again_at, id',
    condition: (m) => `${m}state = 'waiting'`,
  },
  sms_webhook_logs_early: {
    table: 'sms_webhook_logs',
    columns: 'provider_message_id',
    condition: (m) => `${m}state = 'waiting'`,
  },
  sms_webhook_logs_unreadable: {
    table: 'sms_webhook_logs',
    columns: 'last_received_at',
    condition: (m) => `${m}state = 'unreadable'`,
  },
  sms_webhook_logs_of_message: {
    table: 'sms_webhook_logs',
    columns: 'message_id',
    condition: (m) => `${m}message_id IS NOT NULL`,
  },
  sms_webhook_logs_by_phone: {
    table: 'sms_webhook_logs',
    columns: 'phone_number',
    condition: (m) => `${m}phone_number IS NOT NULL`,
  },
  sms_webhook_logs_replies: {
    table: 'sms_webhook_logs',
    columns: 'phone_number, id',
    condition: (m) => `${m}kind = 'inbound_message'`,
  },
  inbound_messages_unread: {
    table: 'inbound_messages',
    columns: 'received_at, id',
    condition: (m) => `${m}for_people = TRUE AND ${m}read_at IS NULL`,
  },
  sms_consents_refused_by_reply: {
    table: 'sms_consents',
    columns: 'updated_at',
    condition: (m) => `${m}status = 'opted_out' AND ${m}source = 'reply'`,
  },
  sms_consent_events_of_replies: {
    table: 'sms_consent_events',
    columns: 'at, id',
    condition: (m) => `${m}source = 'reply'`,
  },
  schedules_due: {
    table: 'schedules',
    columns: 'next_run_at, id',
    condition: (m) => `${m}next_run_at IS NOT NULL`,
  },
  schedules_over: {
    table: 'schedules',
    columns: 'updated_at, id',
    condition: (m) => `${m}next_run_at IS NULL`,
  },
  schedules_enabled: {
    table: 'schedules',
    columns: 'enabled, id',
    condition: (m) => `${m}enabled = TRUE`,
  },
  schedules_faulty: {
    table: 'schedules',
    columns: 'disabled_reason, id',
    condition: (m) => `${m}disabled_reason = 'faulty'`,
  },
  schedule_occurrences_pending: {
    table: 'schedule_occurrences',
    columns: 'priority, next_attempt_at, id',
    condition: (m) => `${m}status = 'pending'`,
  },
  schedule_occurrences_running: {
    table: 'schedule_occurrences',
    columns: 'status, id',
    condition: (m) => `${m}status = 'running'`,
  },
  schedule_occurrences_open: {
    table: 'schedule_occurrences',
    columns: 'schedule_id',
    condition: (m) => `${m}status IN ('pending', 'running')`,
  },
  schedule_occurrences_dead: {
    table: 'schedule_occurrences',
    columns: 'id',
    condition: (m) => `${m}status = 'dead_letter'`,
  },
} as const satisfies Record<string, PartialIndex>

/**
 * The condition of a partial index, for the WHERE of a statement that is to walk
 * it: SQLite uses one only where its whole condition stands in the statement word
 * for word. `alias`: of the table.
 */
export function along(index: keyof typeof PARTIAL_INDEXES, alias?: string): string {
  return PARTIAL_INDEXES[index].condition(alias ? `${alias}.` : '')
}
