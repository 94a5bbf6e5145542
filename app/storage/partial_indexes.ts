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
  patients_inactive: {
    table: 'patients',
    columns: 'id',
    condition: (m) => `${m}status <> 'active'`,
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
    condition: (m) =>
      `${m}provider_message_id IS NULL AND ${m}carried_by IS NULL AND ${m}status IN ('sent', 'unknown')`,
  },
  sms_messages_by_phone: {
    table: 'sms_messages',
    columns: 'phone_number',
    condition: (m) => `${m}phone_number IS NOT NULL`,
  },
  sms_messages_carried: {
    table: 'sms_messages',
    columns: 'carried_by',
    condition: (m) => `${m}carried_by IS NOT NULL`,
  },
  sms_messages_reopenable: {
    table: 'sms_messages',
    columns: 'due_on, id',
    condition: (m) =>
      `${m}status IN ('cancelled', 'suppressed') AND ${m}attempt_count = 0 AND ${m}reason IN ('due_date_moved', 'visit_recorded', 'immunization_cancelled', 'patient_inactive', 'no_phone', 'opted_out', 'no_consent', 'rule_changed')`,
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
  message_batches_open: {
    table: 'message_batches',
    columns: 'status, id',
    condition: (m) => `${m}status IN ('waiting', 'running')`,
  },
  import_uploads_open: {
    table: 'import_uploads',
    columns: 'status, id',
    condition: (m) => `${m}status IN ('checking', 'waiting', 'running')`,
  },
  schedules_due: {
    table: 'schedules',
    columns: 'next_run_at, id',
    condition: (m) => `${m}next_run_at IS NOT NULL`,
  },
  schedules_by_zone_data: {
    table: 'schedules',
    columns: 'zone_data, next_run_at, id',
    condition: (m) => `${m}zone_data IS NOT NULL`,
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
  schedules_in_force: {
    table: 'schedules',
    columns: 'created_by',
    condition: (m) => `${m}next_run_at IS NOT NULL AND ${m}source = 'api'`,
  },
  schedules_of_request: {
    table: 'schedules',
    columns: 'request_id, id',
    condition: (m) => `${m}request_id IS NOT NULL`,
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
  schedule_occurrences_in_order: {
    table: 'schedule_occurrences',
    columns: 'order_key, app_name, occurrence_at, id',
    condition: (m) => `${m}status IN ('pending', 'running') AND ${m}order_key IS NOT NULL`,
  },
  schedule_occurrences_dead: {
    table: 'schedule_occurrences',
    columns: 'id',
    condition: (m) => `${m}status = 'dead_letter'`,
  },
  outgoing_events_due: {
    table: 'outgoing_events',
    columns: 'destination, next_attempt_at, id',
    condition: (m) => `${m}status = 'pending'`,
  },
  outgoing_events_dead: {
    table: 'outgoing_events',
    columns: 'given_up_at, id',
    condition: (m) => `${m}status = 'dead_letter'`,
  },
  outgoing_events_of_message: {
    table: 'outgoing_events',
    columns: 'message_id, destination, status, id',
    condition: (m) => `${m}message_id IS NOT NULL`,
  },
  outgoing_events_of_consent: {
    table: 'outgoing_events',
    columns: 'consent_event_id',
    condition: (m) => `${m}consent_event_id IS NOT NULL`,
  },
  alert_incidents_recovered: {
    table: 'alert_incidents',
    columns: 'recovered_at, id',
    condition: (m) => `${m}status = 'recovered'`,
  },
  alert_notices_due: {
    table: 'alert_notices',
    columns: 'recipient, next_attempt_at, id',
    condition: (m) => `${m}status = 'pending'`,
  },
  alert_notices_dead: {
    table: 'alert_notices',
    columns: 'given_up_at, id',
    condition: (m) => `${m}status = 'dead_letter'`,
  },
  audit_links_unsealed: {
    table: 'audit_links',
    columns: 'event_id',
    condition: (m) => `${m}position IS NULL`,
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
