import type { DateTime } from 'luxon'
import type * as schema from './schema.js'

/**
 * What a query returns of a table, derived from the generated schema: columns as
 * the database names them, instants and dates as text. A column that is renamed
 * breaks the build wherever a statement's rows name it.
 */
export interface Rows {
  alert_evaluations: RowOf<schema.AlertEvaluationSchema>
  alert_incidents: RowOf<schema.AlertIncidentSchema>
  alert_notices: RowOf<schema.AlertNoticeSchema>
  api_clients: RowOf<schema.ApiClientSchema>
  audit_events: RowOf<schema.AuditEventSchema>
  audit_links: RowOf<schema.AuditLinkSchema>
  auth_access_tokens: RowOf<schema.AuthAccessTokenSchema>
  database_identity: RowOf<schema.DatabaseIdentitySchema>
  erased_opt_outs: RowOf<schema.ErasedOptOutSchema>
  erasures: RowOf<schema.ErasureSchema>
  event_destinations: RowOf<schema.EventDestinationSchema>
  facilities: RowOf<schema.FacilitySchema>
  forecasts: RowOf<schema.ForecastSchema>
  gateway_accounts: RowOf<schema.GatewayAccountSchema>
  gateway_balances: RowOf<schema.GatewayBalanceSchema>
  immunizations: RowOf<schema.ImmunizationSchema>
  import_uploads: RowOf<schema.ImportUploadSchema>
  imported_files: RowOf<schema.ImportedFileSchema>
  inbound_messages: RowOf<schema.InboundMessageSchema>
  message_batches: RowOf<schema.MessageBatchSchema>
  ingest_partitions: RowOf<schema.IngestPartitionSchema>
  ingest_replays: RowOf<schema.IngestReplaySchema>
  outgoing_events: RowOf<schema.OutgoingEventSchema>
  metric_counts: RowOf<schema.MetricCountSchema>
  metric_exports: RowOf<schema.MetricExportSchema>
  patient_names: RowOf<schema.PatientNameSchema>
  patients: RowOf<schema.PatientSchema>
  recovery_codes: RowOf<schema.RecoveryCodeSchema>
  restore_findings: RowOf<schema.RestoreFindingSchema>
  restored_sends: RowOf<schema.RestoredSendSchema>
  schedule_occurrences: RowOf<schema.ScheduleOccurrenceSchema>
  scheduler_runs: RowOf<schema.SchedulerRunSchema>
  schedules: RowOf<schema.ScheduleSchema>
  sending_counts: RowOf<schema.SendingCountSchema>
  sending_marks: RowOf<schema.SendingMarkSchema>
  sending_pauses: RowOf<schema.SendingPauseSchema>
  sign_in_counts: RowOf<schema.SignInCountSchema>
  sms_attempts: RowOf<schema.SmsAttemptSchema>
  sms_consent_events: RowOf<schema.SmsConsentEventSchema>
  sms_consents: RowOf<schema.SmsConsentSchema>
  sms_daily_counts: RowOf<schema.SmsDailyCountSchema>
  sms_daily_figures: RowOf<schema.SmsDailyFigureSchema>
  sms_former_ids: RowOf<schema.SmsFormerIdSchema>
  sms_message_events: RowOf<schema.SmsMessageEventSchema>
  sms_messages: RowOf<schema.SmsMessageSchema>
  sms_templates: RowOf<schema.SmsTemplateSchema>
  sms_webhook_logs: RowOf<schema.SmsWebhookLogSchema>
  token_counts: RowOf<schema.TokenCountSchema>
  user_sessions: RowOf<schema.UserSessionSchema>
  users: RowOf<schema.UserSchema>
  visit_results: RowOf<schema.VisitResultSchema>
  workers: RowOf<schema.WorkerSchema>
  zone_data_versions: RowOf<schema.ZoneDataVersionSchema>
}

type RowOf<Model extends { $columns: readonly string[] }> = {
  [Column in Model['$columns'][number] as SnakeCase<Column>]: Stored<Model[Column & keyof Model]>
}

/** SQLite has 0 and 1 for booleans. */
type Stored<Value> = Value extends DateTime
  ? string
  : Value extends boolean
    ? boolean | number
    : Value

type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : ''
