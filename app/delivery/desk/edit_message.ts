import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CountryCode } from 'libphonenumber-js'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import type { Refusal } from '#consents/consent_policy'
import { FindRefusal } from '#consents/find_refusal'
import { checkEdit, type CheckedEdit } from '#delivery/desk/check_edit'
import { readId } from '#delivery/desk/message_selection'
import type { MessageStatus } from '#models/message_status'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { byId, query } from '#storage/sql'

export interface EditRequest {
  id: number | string
  /** E.164, or the national form of the default country. */
  number?: string
  text?: string
  /** Who asks: `cli:name`, `user:id`, `token:id`. */
  actor: string
  defaultCountry: CountryCode
}

export type EditResult =
  | {
      outcome: 'edited'
      id: number
      status: MessageStatus
      changed: { number: boolean; text: boolean }
      /** Of the new text. */
      segments?: number
      encoding?: 'GSM-7' | 'UCS-2'
    }
  /**
   * `being_sent`: a worker holds it at this moment. `not_editable`: its state allows no change any more.
   * `opted_out`, `no_consent`: whoever has the new number is not sent to, the gate would suppress it.
   */
  | {
      outcome: 'not_found' | 'being_sent' | 'not_editable' | Refusal
      id: number
      status?: MessageStatus
    }

/**
 * A person gives a message another number or another text, as long as it may
 * still be sent. The retry that follows has all its tries again. Neither number
 * nor text is written to the audit or the log. An edit is no move: `updated_at`,
 * by which messages are counted and cleaned up, stays.
 */
@inject()
export class EditMessage {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly refusal: FindRefusal,
    private readonly logger: Logger
  ) {}

  /** @throws InvalidDeskRequest for a number or text that cannot be used */
  async run(request: EditRequest): Promise<EditResult> {
    const id = readId(request.id)
    const { actor } = request
    const { maxSegments } = this.config.text
    const { allowedPrefixes } = this.config.caps
    const edit = checkEdit(request, { maxSegments, allowedPrefixes })
    const refusal = edit.number === null ? null : await this.refusal.run(edit.number)
    if (refusal) return { outcome: refusal, id }

    const status = await retryDeadlocks(() =>
      this.db.connection().transaction((trx) => this.#write(trx, { id, actor }, edit))
    )
    if (!status) return this.#whyNot(id)

    const changed = changesOf(edit)
    this.logger.info({ actor, message: id, ...changed }, 'message edited')
    const { segments, encoding } = edit.text ?? {}
    return { outcome: 'edited', id, status, changed, segments, encoding }
  }

  async #write(
    trx: TransactionClientContract,
    { id, actor }: { id: number; actor: string },
    edit: CheckedEdit
  ): Promise<MessageStatus | undefined> {
    const [edited] = await query<{ status: MessageStatus }>(trx, statement(trx, edit), {
      id,
      now_ms: this.clock.nowMs(),
      number: edit.number,
      body: edit.text?.body ?? null,
      encoding: edit.text?.encoding ?? null,
      segments: edit.text?.segments ?? null,
    })
    if (!edited) return undefined
    const { segments, encoding } = edit.text ?? {}
    await appendAuditEvent(trx, {
      at: toSqlInstant(this.clock.now()),
      actor,
      action: 'message_edited',
      subject: `message:${id}`,
      detail: { status: edited.status, ...changesOf(edit), segments, encoding },
    })
    return edited.status
  }

  async #whyNot(id: number): Promise<EditResult> {
    const [message] = await query<{ status: MessageStatus; lease_until: number | null }>(
      this.db.connection(),
      'SELECT status, lease_until FROM sms_messages WHERE id = :id',
      { id }
    )
    if (!message) return { outcome: 'not_found', id }
    const { status } = message
    const inHand = message.lease_until !== null && message.lease_until >= this.clock.nowMs()
    return { outcome: inHand ? 'being_sent' : 'not_editable', id, status }
  }
}

function changesOf({ number, text }: CheckedEdit) {
  return { number: number !== null, text: text !== null }
}

/** What a person wrote has no template version: it is not rendered anew. A message that waits begins its retries anew. */
const statement = (trx: TransactionClientContract, { number, text }: CheckedEdit) => `
  UPDATE sms_messages ${byId(trx)}
  SET edited_attempt_count = attempt_count,
      ${number === null ? '' : 'phone_number = :number,'}
      ${text === null ? '' : 'body = :body, encoding = :encoding, segments = :segments, template_version = NULL,'}
      retry_count = CASE WHEN status = 'pending' THEN 0 ELSE retry_count END,
      retrying_since = CASE WHEN status = 'pending' THEN NULL ELSE retrying_since END,
      lease_token = NULL, lease_until = NULL, claimed_by = NULL
  WHERE id = :id AND (status IN ('failed', 'dead_letter', 'undelivered', 'unknown')
    OR (status = 'pending' AND (lease_until IS NULL OR lease_until < :now_ms)))
  RETURNING status`
