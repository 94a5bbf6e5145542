import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { appendConsentEvents } from '#consents/append_consent_events'
import type { ConsentSource, ConsentStatus } from '#consents/consent'
import { RestoreErasedOptOuts } from '#consents/restore_erased_opt_outs'
import { suppressOptedOut } from '#consents/suppress_opted_out'
import { writeConsent, type WrittenConsent } from '#consents/write_consent'
import { openImmunizationsOfPhones } from '#imports/affected_immunizations'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { takeTurns } from '#reminders/reconcile_transaction'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { writeTransaction } from '#storage/write_transaction'

export interface ConsentRequest {
  /** E.164 */
  phoneNumber: string
  status: ConsentStatus
  source: Exclude<ConsentSource, 'import' | 'erased'>
  /** Where it is written or who heard it; not the text of a reply. */
  evidence?: string | null
  /** `reply`, `cli:name`, `token:id`, `user:id`. */
  actor: string
}

export interface RecordedConsent extends WrittenConsent {
  /** Pending messages that are not sent any more. */
  suppressed: number
  /** Reminders that are sent after all. */
  reopened: number
}

/**
 * The consent of one number is another: consent, history and what follows for its
 * messages, in one transaction. After the commit of a no nothing moves to
 * `sending` for it. A yes lets the reminders of its patients begin again (one that
 * a person redirected to the number: with the next reconciliation). Repeating what
 * is known changes nothing.
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

  /** In the caller's transaction, which has the write lock and is repeated after a deadlock; or in one of its own. */
  async run(request: ConsentRequest, trx?: TransactionClientContract): Promise<RecordedConsent> {
    if (trx) return this.#record(trx, request)
    const recorded = await retryDeadlocks(() =>
      writeTransaction(this.db.connection(), (own) => this.#record(own, request))
    )
    const { status, source, actor } = request
    const { id: consent, changed, suppressed, reopened } = recorded
    this.logger.info(
      { consent, status, source, actor, changed, suppressed, reopened },
      'consent recorded'
    )
    return recorded
  }

  async #record(
    trx: TransactionClientContract,
    { phoneNumber, status, source, evidence = null, actor }: ConsentRequest
  ): Promise<RecordedConsent> {
    const now = toSqlInstant(this.clock.now())
    /** Before any row is locked, as imports do. A no waits for no reconciliation. */
    if (status === 'opted_in') await takeTurns(trx)
    await this.restore.run(trx, [phoneNumber], actor)

    const written = await writeConsent(trx, {
      phone_number: phoneNumber,
      status,
      source,
      evidence,
      recorded_by: actor,
      now,
    })
    if (!written.changed) return { ...written, suppressed: 0, reopened: 0 }

    const { id, before: from } = written
    const event = { at: now, phoneNumber, from, to: status, source, evidence, actor }
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
