import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { countForToken } from '#access/count_for_token'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import {
  checkNewMessage,
  type CheckedMessage,
  type NewMessage,
  type NewMessageFault,
} from './new_message.js'
import { MessageStatuses } from '#messages/message_status'
import { REQUESTED } from '#messages/scheduled_message'
import { appendAuditEvent } from '#storage/audit_events'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { insertRows } from '#storage/write_rows'

export interface CreateMessageRequest extends NewMessage {
  /** The actor: `token:id`, `user:id`. */
  actor: string
  /** Whose keys these are: two clients may use the same. `desk`: people on the pages. */
  client: number | 'desk'
  idempotencyKey: string
}

export type MessageCreation =
  | { outcome: 'created'; id: number }
  /**
   * Its key belongs to this one. `sameRequest`: whether it asked for the same, as far as can be told
   * after a person's change or an erasure.
   */
  | { outcome: 'existing'; id: number; sameRequest: boolean }
  | { outcome: 'refused'; faults: NewMessageFault[] }

/**
 * Creates a message with a text of its own, due now or later, once for each idempotency key: from
 * any process, however often and however concurrently it is requested, until retention deletes the
 * message. The gate decides about it when it is due, as about any other.
 */
@inject()
export class CreateMessage {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** What is wrong with some fields of a request. */
  check(fields: Partial<NewMessage>): NewMessageFault[] {
    const request = { phoneNumber: '', ...fields, text: fields.text ?? USABLE_TEXT }
    const check = checkNewMessage(request, { config: this.config, now: this.clock.now() })
    return check.ok ? [] : check.faults.filter(({ field }) => fields[field] !== undefined)
  }

  /** @throws TokenCapReached */
  async run(request: CreateMessageRequest): Promise<MessageCreation> {
    const client = this.db.connection()
    const key = dedupeKey(request)
    /** Repeats only if the message with the key is deleted before it is read. */
    for (;;) {
      const existing = await find(client, key)
      /** A repeated request is read as the first one was: its times may be past by now. */
      const now = existing ? fromSqlInstant(existing.created_at) : this.clock.now()
      const check = checkNewMessage(request, { config: this.config, now })
      if (!check.ok) return { outcome: 'refused', faults: check.faults }
      if (existing)
        return {
          outcome: 'existing',
          id: existing.id,
          sameRequest: isSame(request, check.message, existing),
        }
      const patientId = await findPatient(client, request.patient)
      if (patientId === undefined) return { outcome: 'refused', faults: [NO_SUCH_PATIENT] }
      const message = { ...check.message, patient_id: patientId }
      const id = await transaction(client, (trx) => this.#write(trx, request, message, key))
      if (id !== undefined) return { outcome: 'created', id }
    }
  }

  async #write(
    trx: TransactionClientContract,
    { actor }: CreateMessageRequest,
    message: CheckedMessage & { patient_id: number | null },
    key: string
  ): Promise<number | undefined> {
    const now = this.clock.now()
    const at = toSqlInstant(now)
    const { urgent, ...columns } = message
    const [row] = await insertRows<Pick<Rows['sms_messages'], 'id'>>(trx, insertion(urgent), {
      ...columns,
      dedupe_key: key,
      /** One that is due is due now. */
      scheduled_at: message.planned_at > at ? message.planned_at : at,
      at,
    })
    if (!row) return undefined
    const { segments, message_type: type } = message
    const { timezone } = this.config
    await countForToken(trx, { actor, now, timezone, messages: 1, segments })
    await appendAuditEvent(trx, {
      at,
      actor,
      action: 'message_created',
      subject: `message:${row.id}`,
      detail: { type, segments, plannedAt: message.planned_at },
    })
    return row.id
  }
}

const USABLE_TEXT = 'x'

const NO_SUCH_PATIENT: NewMessageFault = {
  field: 'patient',
  message: 'is the reference of no patient: register the child first, or leave it out',
}

/** Null if the message is not about a patient; undefined if the patient does not exist. */
async function findPatient(
  client: QueryClientContract,
  reference: string | undefined
): Promise<number | null | undefined> {
  if (reference === undefined) return null
  const [patient] = await query<Pick<Rows['patients'], 'id'>>(
    client,
    'SELECT id FROM patients WHERE external_ref = :reference',
    { reference }
  )
  return patient?.id
}

/** The start of the keys of a client's messages; what follows is the client's own. */
export const keysOf = (client: number | 'desk') => `api:${client}:`

function dedupeKey({ client, idempotencyKey }: CreateMessageRequest): string {
  return `${keysOf(client)}${idempotencyKey}`
}

const insertion = (urgent: boolean) => ({
  into: 'sms_messages',
  columns: `message_type, status, patient_id, phone_number, language, body, encoding, segments, priority, urgent,
    planned_at, scheduled_at, expires_at, dedupe_key, source, created_at, updated_at`,
  rows: `VALUES (:message_type, '${MessageStatuses.pending}', :patient_id, :phone_number, :language, :body, :encoding, :segments,
    :priority, ${urgent ? 'TRUE' : 'FALSE'}, :planned_at, :scheduled_at, :expires_at, :dedupe_key, '${REQUESTED}', :at, :at)`,
  onConflict: { key: 'dedupe_key' },
  returning: 'id',
})

type Existing = Pick<
  Rows['sms_messages'],
  | 'id'
  | 'message_type'
  | 'phone_number'
  | 'body'
  | 'language'
  | 'priority'
  | 'urgent'
  | 'planned_at'
  | 'expires_at'
  | 'edited_attempt_count'
  | 'created_at'
> & { patient: string | null }

async function find(client: QueryClientContract, key: string): Promise<Existing | undefined> {
  const [row] = await query<Existing>(
    client,
    `SELECT m.id, m.message_type, m.phone_number, m.body, m.language, m.priority, m.urgent, m.planned_at,
       m.expires_at, m.edited_attempt_count, m.created_at, p.external_ref AS patient
     FROM sms_messages m LEFT JOIN patients p ON p.id = m.patient_id
     WHERE m.dedupe_key = :key`,
    { key }
  )
  return row
}

/** What a person has changed, or an erasure has emptied, is no longer comparable. */
function isSame(request: NewMessage, asked: CheckedMessage, existing: Existing): boolean {
  const isErased = existing.phone_number === null
  const isTouched = isErased || existing.edited_attempt_count !== null
  return (
    asked.message_type === existing.message_type &&
    asked.language === existing.language &&
    asked.priority === existing.priority &&
    asked.urgent === Boolean(existing.urgent) &&
    asked.expires_at === existing.expires_at &&
    isSameTime(request, asked, existing) &&
    (isErased || (request.patient ?? null) === existing.patient) &&
    (isTouched || asked.phone_number === existing.phone_number) &&
    (isTouched || asked.body === existing.body)
  )
}

/** A request without a time means the time of the request. */
function isSameTime({ scheduledAt }: NewMessage, asked: CheckedMessage, existing: Existing) {
  if (scheduledAt !== undefined) return asked.planned_at === existing.planned_at
  const secondLater = fromSqlInstant(existing.created_at).plus({ seconds: 1 })
  return existing.planned_at !== null && existing.planned_at <= toSqlInstant(secondLater)
}
