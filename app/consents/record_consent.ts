import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { appendConsentEvents } from '#consents/append_consent_events'
import type { ConsentSource, ConsentStatus } from '#consents/consent'
import { RestoreErasedOptOuts } from '#consents/restore_erased_opt_outs'
import { suppressOptedOut } from '#consents/suppress_opted_out'
import { writeConsent, type Weigh, type WrittenConsent } from '#consents/write_consent'
import { openImmunizationsOfPhones } from '#registry/affected_immunizations'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { rehearse, takeTurns } from '#reminders/reconcile_transaction'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { transaction } from '#storage/transaction'

export interface ConsentRequest {
  /** E.164 */
  phoneNumber: string
  status: ConsentStatus
  source: Exclude<ConsentSource, 'import' | 'erased' | 'undo'>
  /** Where it is recorded or who heard it; not the text of a reply. */
  evidence?: string | null
  /** `reply`, `cli:name`, `token:id`, `user:id`. */
  actor: string
  /** When it was said, as `sms_consents.said_at` has it: an instant of the database. */
  saidAt?: string | null
  /** For a reply: whether it is the last word of its number. What staff or the API say always counts. */
  weigh?: Weigh
}

export interface RecordedConsent extends WrittenConsent {
  /** Pending messages that are no longer sent. */
  suppressed: number
  /** Reminders that are sent after all. */
  reopened: number
}

/**
 * Changes the consent of one number: consent, history and the effect on its messages, in one
 * transaction. After the commit of a no, none of its messages moves to `sending`. A yes reopens the
 * reminders of its patients (a reminder that a person redirected to the number follows with the
 * next reconciliation). Repeating a known consent changes nothing.
 */
@inject()
export class RecordConsent {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly restore: RestoreErasedOptOuts,
    private readonly reconcile: ReconcileReminders,
    private readonly logger: Logger
  ) {}

  /**
   * Runs in the caller's transaction, which has the write lock and is repeated after a deadlock, or
   * in its own.
   */
  async run(request: ConsentRequest, trx?: TransactionClientContract): Promise<RecordedConsent> {
    if (trx) return this.#record(trx, request)
    const recorded = await transaction(this.db.connection(), (own) => this.#record(own, request), {
      readsFirst: true,
    })
    const { status, source, actor } = request
    const { id: consent, changed, suppressed, reopened } = recorded
    this.logger.info(
      { consent, status, source, actor, changed, suppressed, reopened },
      'consent recorded'
    )
    return recorded
  }

  /** What `run` would do; changes nothing. */
  rehearse(request: ConsentRequest): Promise<RecordedConsent> {
    return rehearse(this.db.connection(), (trx) => this.#record(trx, request))
  }

  async #record(
    trx: TransactionClientContract,
    { phoneNumber, status, source, evidence = null, actor, saidAt = null, weigh }: ConsentRequest
  ): Promise<RecordedConsent> {
    const now = toSqlInstant(this.clock.now())
    /** Before any row is locked, as imports do. A no does not wait for reconciliations. */
    if (status === 'opted_in') await takeTurns(trx)
    await this.restore.run(trx, [phoneNumber], actor)

    const said = { phone_number: phoneNumber, status, source, evidence, said_at: saidAt }
    const written = await writeConsent(trx, { ...said, recorded_by: actor, now }, weigh)
    if (!written.changed) return { ...written, suppressed: 0, reopened: 0 }

    const { id, before: from } = written
    const event = { at: now, phoneNumber, from, to: status, source, evidence, actor, saidAt }
    await appendConsentEvents(trx, [event])
    if (source !== 'reply') {
      const detail = { from, to: status, source }
      const subject = `consent:${id}`
      await appendAuditEvent(trx, { at: now, actor, action: 'consent_recorded', subject, detail })
    }
    return { ...written, ...(await this.#applyToMessages(trx, phoneNumber, status, now, actor)) }
  }

  async #applyToMessages(
    trx: TransactionClientContract,
    phoneNumber: string,
    status: ConsentStatus,
    now: string,
    actor: string
  ): Promise<{ suppressed: number; reopened: number }> {
    if (status === 'opted_out') {
      return { suppressed: await suppressOptedOut(trx, [phoneNumber], { now, actor }), reopened: 0 }
    }
    const immunizations = await openImmunizationsOfPhones(trx, [phoneNumber])
    const { reopened } = await this.reconcile.forImmunizations(trx, immunizations, actor)
    return { suppressed: 0, reopened }
  }
}
