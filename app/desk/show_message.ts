import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { localTimeIn, zoneFor } from './local_time.js'
import { readId } from './message_selection.js'
import { WhyNothingLeaves } from './why_nothing_leaves.js'
import { MessageStatuses, type MessageStatus } from '#messages/message_status'
import { reasonInWords } from '#messages/reason_words'
import { stateInWords, type StateOfMessage } from '#messages/state_in_words'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'
import { maskPhoneNumber } from '#values/mask_phone_number'

/** The most rows of a history that are read; the newest count. */
const HISTORY = 200

type MessageEvent = Pick<
  Rows['sms_message_events'],
  'at' | 'actor' | 'from_status' | 'to_status' | 'reason' | 'detail'
>
type Attempt = Pick<
  Rows['sms_attempts'],
  | 'number'
  | 'gateway'
  | 'account'
  | 'started_at'
  | 'finished_at'
  | 'duration_ms'
  | 'outcome'
  | 'reason'
  | 'http_status'
  | 'error_code'
  | 'error_message'
  | 'provider_message_id'
  | 'provider_request_id'
>
type Receipt = Pick<
  Rows['sms_webhook_logs'],
  'received_at' | 'times_received' | 'provider_status' | 'state' | 'reason'
>

type CarriedMessage = Pick<Rows['sms_messages'], 'id' | 'status' | 'reason'> & {
  patient: string | null
  vaccine: string | null
  dose: string | null
}

export interface MessageDetails
  extends
    StateOfMessage,
    Pick<
      Rows['sms_messages'],
      | 'id'
      | 'message_type'
      | 'phone_number'
      | 'language'
      | 'body'
      | 'encoding'
      | 'segments'
      | 'priority'
      | 'urgent'
      | 'due_on'
      | 'planned_at'
      | 'attempt_count'
      | 'retry_count'
      | 'error_code'
      | 'error_message'
      | 'gateway_account'
      | 'provider_message_id'
      | 'receipt_status'
      | 'source'
      | 'dedupe_key'
      | 'created_at'
      | 'updated_at'
      | 'failed_at'
    > {
  status: MessageStatus
  /** The message whose SMS names it too, if that is another one. */
  carried_by: number | null
  /** The text that it was made from, such as `1_day_reminder, fr, version 2`. */
  template: string | null
  patient: string | null
  vaccine: string | null
  dose: string | null
  facility: string | null
}

/** Columns as in the tables; instants as the database writes them, in UTC. */
export interface ShownMessage {
  message: MessageDetails
  /** The zone of the facility, or the programme's. */
  timezone: string
  /** Why it is in its state, and what a person can do; times in `timezone`. */
  why: { sentence: string; advice: string | null }
  /** What its SMS names beside it. */
  carried: CarriedMessage[]
  /** Oldest first, as the rest. */
  events: MessageEvent[]
  attempts: Attempt[]
  receipts: Receipt[]
}

/** One message with all that happened to it. */
@inject()
export class ShowMessage {
  constructor(
    private readonly db: Database,
    private readonly config: SmsSchedulerConfig,
    private readonly stop: WhyNothingLeaves
  ) {}

  /**
   * Null if there is no such message. `unmasked`: whether the reader may see the whole number.
   *
   * @throws InvalidDeskRequest
   */
  async run(request: { id: number | string; unmasked?: boolean }): Promise<ShownMessage | null> {
    const id = readId(request.id)
    const [found] = await this.#query<MessageDetails & { timezone: string | null }>(MESSAGE, id)
    if (!found) return null

    const { timezone: zone, ...message } = found
    const timezone = zoneFor(zone, this.config.timezone)
    const { phone_number: number } = message
    if (number && !request.unmasked) message.phone_number = maskPhoneNumber(number)
    return {
      message,
      timezone,
      why: {
        sentence: await this.#sentence(message, timezone),
        advice: reasonInWords(message.reason)?.advice ?? null,
      },
      carried: await this.#query<CarriedMessage>(CARRIED, id),
      events: await this.#history<MessageEvent>(EVENTS, id),
      attempts: await this.#history<Attempt>(ATTEMPTS, id),
      receipts: await this.#history<Receipt>(RECEIPTS, id),
    }
  }

  async #sentence(message: MessageDetails, timezone: string): Promise<string> {
    const sentence = stateInWords(message, (instant) => localTimeIn(timezone, instant))
    const stop = message.status === MessageStatuses.pending ? await this.stop.run() : null
    return stop ? `${sentence} ${stop}` : sentence
  }

  /** Oldest first. */
  async #history<Row>(sql: string, id: number): Promise<Row[]> {
    const newestFirst = await this.#query<Row>(sql, id)
    return newestFirst.reverse()
  }

  #query<Row>(sql: string, id: number): Promise<Row[]> {
    return query<Row>(this.db.connection(), sql, { id })
  }
}

const MESSAGE = `
  SELECT m.id, m.message_type, m.status, m.reason, m.phone_number, m.language, m.body, m.encoding, m.segments,
    m.priority, m.urgent, m.due_on, m.planned_at, m.scheduled_at, m.expires_at, m.attempt_count, m.retry_count,
    m.error_code, m.error_message, m.gateway_account, m.provider_message_id, m.receipt_status, m.source,
    m.dedupe_key, m.created_at, m.updated_at, m.sent_at, m.delivered_at, m.failed_at, m.unconfirmed_at,
    m.carried_by, t.message_type || ', ' || t.language || ', version ' || t.version AS template, p.external_ref AS patient, i.vaccine, i.dose, f.code AS facility, f.timezone
  FROM sms_messages m
  LEFT JOIN immunizations i ON i.id = m.immunization_id
  LEFT JOIN patients p ON p.id = m.patient_id
  LEFT JOIN facilities f ON f.id = p.facility_id
  LEFT JOIN sms_templates t ON t.id = m.template_id
  WHERE m.id = :id`

const CARRIED = `
  SELECT m.id, m.status, m.reason, p.external_ref AS patient, i.vaccine, i.dose
  FROM sms_messages m
  LEFT JOIN immunizations i ON i.id = m.immunization_id
  LEFT JOIN patients p ON p.id = m.patient_id
  WHERE m.carried_by = :id AND ${along('sms_messages_carried', 'm')} ORDER BY m.id LIMIT ${HISTORY}`

const EVENTS = `
  SELECT at, actor, from_status, to_status, reason, detail FROM sms_message_events
  WHERE message_id = :id ORDER BY id DESC LIMIT ${HISTORY}`

const ATTEMPTS = `
  SELECT number, gateway, account, started_at, finished_at, duration_ms, outcome, reason, http_status,
    error_code, error_message, provider_message_id, provider_request_id
  FROM sms_attempts WHERE message_id = :id ORDER BY number DESC LIMIT ${HISTORY}`

const RECEIPTS = `
  SELECT received_at, times_received, provider_status, state, reason FROM sms_webhook_logs
  WHERE message_id = :id AND kind = 'delivery_receipt' ORDER BY +id DESC LIMIT ${HISTORY}`
