import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CountryCode } from 'libphonenumber-js'
import { Clock } from '#app/clock'
import { countForToken } from '#access/count_for_token'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { ConsentRefusal } from '#messages/consent_policy'
import { FindRefusal } from '#consents/find_refusal'
import { checkEdit, type CheckedEdit } from './check_edit.js'
import { readId } from './message_selection.js'
import type { MessageStatus } from '#messages/message_status'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { LEASE_IS_OVER, leaseBounds, leaseHolds } from '#storage/lease_is_over'
import { NO_LEASE } from '#messages/no_lease'
import type { Update } from '#storage/dialects/dialect'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'

export interface EditRequest {
  id: number | string
  /** E.164, or the national form of the default country. */
  number?: string
  text?: string
  /** Only in this state: a person saw it so. */
  expected?: MessageStatus
  /** The actor: `cli:name`, `user:id`, `token:id`. */
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
   * `opted_out`, `no_consent`: the new number may not be sent to; the gate would suppress it.
   */
  | {
      outcome: 'not_found' | 'being_sent' | 'not_editable' | ConsentRefusal
      id: number
      status?: MessageStatus
    }

/**
 * Gives a message another number or text at a person's request, while it may still be sent. The
 * retry that follows has all its tries again. Neither number nor text is written to the audit log
 * or the log. An edit is not a move: `updated_at`, by which messages are counted and cleaned up,
 * stays.
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

  /**
   * @throws InvalidDeskRequest for an invalid number or text, TokenCapReached for a text that is more
   * than the token may have sent on one day
   */
  async run(request: EditRequest): Promise<EditResult> {
    const id = readId(request.id)
    const { actor, expected } = request
    const { maxSegments } = this.config.text
    const allowedPrefixes = this.config.caps.allowedPrefixes ?? []
    const edit = checkEdit(request, { maxSegments, allowedPrefixes })
    const refusal = edit.number === null ? null : await this.refusal.run(edit.number)
    if (refusal) return { outcome: refusal, id }

    const status = await transaction(this.db.connection(), (trx) =>
      this.#write(trx, { id, actor, expected }, edit)
    )
    if (!status) return this.#whyNot(id)

    const changed = changesOf(edit)
    this.logger.info({ actor, message: id, ...changed }, 'message edited')
    const { segments, encoding } = edit.text ?? {}
    return { outcome: 'edited', id, status, changed, segments, encoding }
  }

  async #write(
    trx: TransactionClientContract,
    { id, actor, expected }: Pick<EditRequest, 'actor' | 'expected'> & { id: number },
    edit: CheckedEdit
  ): Promise<MessageStatus | undefined> {
    const which = expected ? 'id = :id AND status = :expected' : 'id = :id'
    const [edited] = await updateRows<{ status: MessageStatus }>(trx, editOf(edit, which), {
      id,
      expected: expected ?? null,
      ...leaseBounds(this.clock, this.config.processing.leaseSeconds * 1000),
      number: edit.number,
      body: edit.text?.body ?? null,
      encoding: edit.text?.encoding ?? null,
      segments: edit.text?.segments ?? null,
    })
    if (!edited) return undefined
    if (edit.number !== null) await updateRows(trx, numberOfCarried, { id, number: edit.number })
    const { segments, encoding } = edit.text ?? {}
    const now = this.clock.now()
    const { timezone } = this.config
    await countForToken(trx, { actor, now, timezone, messages: 0, segments: segments ?? 0 })
    await appendAuditEvent(trx, {
      at: toSqlInstant(now),
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
    const leaseMs = this.config.processing.leaseSeconds * 1000
    const inHand = leaseHolds(message.lease_until, this.clock, leaseMs)
    return { outcome: inHand ? 'being_sent' : 'not_editable', id, status }
  }
}

function changesOf({ number, text }: CheckedEdit) {
  return { number: number !== null, text: text !== null }
}

/**
 * A person's text has no template version, so it is not rendered again. A waiting message starts
 * its retries over.
 */
export const editOf = ({ number, text }: CheckedEdit, which: string): Update => ({
  table: 'sms_messages',
  byId: true,
  set: `edited_attempt_count = attempt_count,
      ${number === null ? '' : 'phone_number = :number,'}
      ${text === null ? '' : 'body = :body, encoding = :encoding, segments = :segments, template_version = NULL, template_id = NULL,'}
      retry_count = CASE WHEN status = 'pending' THEN 0 ELSE retry_count END,
      retrying_since = CASE WHEN status = 'pending' THEN NULL ELSE retrying_since END,
      ${NO_LEASE}`,
  where: `${which} AND (status IN ('failed', 'dead_letter', 'undelivered', 'unknown')
    OR (status = 'pending' AND (lease_until IS NULL OR ${LEASE_IS_OVER})))`,
  returning: 'id, status',
})

/** What its last SMS carried was for the same number, and is sent again with it. */
const numberOfCarried: Update = {
  table: 'sms_messages',
  set: `phone_number = :number, edited_attempt_count = attempt_count, ${NO_LEASE}`,
  where: `carried_by = :id AND ${along('sms_messages_carried')}
    AND status IN ('failed', 'dead_letter', 'undelivered', 'unknown', 'pending')`,
}
