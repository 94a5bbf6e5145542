import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { appendConsentEvents } from '#consents/append_consent_events'
import type { ConsentStatus } from '#consents/consent'
import { findChangedByReplies, findHistories } from '#consents/find_histories'
import { restoreConsents } from '#consents/restore_consents'
import { stateBeforeReplies, type Period, type UndoneNumber } from '#consents/state_before_replies'
import { suppressOptedOut } from '#consents/suppress_opted_out'
import { openImmunizationsOfPhones } from '#registry/affected_immunizations'
import { ReconcileReminders } from '#reminders/reconcile_reminders'
import { reconcileTransaction } from '#reminders/reconcile_transaction'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { ShortTurns } from '#storage/short_turns'

/** Numbers whose replies are undone in one transaction at most. */
const PAGE = 300

export interface UndoneReplies {
  /** Numbers whose consent is again what it was. */
  undone: number
  /** Numbers left as they are: somebody else has changed them since. */
  keptAsChanged: number
  reopened: number
  suppressed: number
}

/**
 * Takes back, as one batch, what replies of a period changed, where a person finds
 * that they were forged: each number is given the consent that it had before, with
 * its source and evidence. It can be ended anywhere, and begun again; what it has
 * undone is not undone twice, and what others changed since stays.
 */
@inject()
export class UndoReplies {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly reconcile: ReconcileReminders,
    private readonly logger: Logger
  ) {}

  /** How many numbers it would change. Changes nothing. */
  async preview(period: Period): Promise<UndoneReplies> {
    const summary = empty()
    await this.#eachPage(period, async (phones) => {
      const undone = await this.#plan(this.db.connection(), phones, period)
      count(summary, { undone: undone.length, keptAsChanged: phones.length - undone.length })
    })
    return summary
  }

  async run(
    { actor, ...period }: Period & { actor: string },
    { signal }: { signal?: AbortSignal } = {}
  ): Promise<UndoneReplies> {
    const summary = empty()
    const turns = new ShortTurns(this.db.connection(), PAGE)
    const undo = (phones: string[]) => (trx: TransactionClientContract) => {
      return this.#undo(trx, phones, period, actor)
    }
    await this.#eachPage(
      period,
      async (phones) => {
        const turn = { rows: phones.length, transact: reconcileTransaction }
        count(summary, await turns.take(undo(phones), turn))
      },
      signal
    )
    this.logger.warn({ ...summary, ...period, actor }, 'replies undone')
    return summary
  }

  async #eachPage(
    period: Period,
    work: (phones: string[]) => Promise<void>,
    signal?: AbortSignal
  ): Promise<void> {
    let after = ''
    while (!signal?.aborted) {
      const phones = await findChangedByReplies(this.db.connection(), period, after, PAGE)
      if (phones.length === 0) return
      await work(phones)
      after = phones.at(-1)!
    }
  }

  async #undo(
    trx: TransactionClientContract,
    phones: string[],
    period: Period,
    actor: string
  ): Promise<UndoneReplies> {
    const now = toSqlInstant(this.clock.now())
    const undone = await this.#plan(trx, phones, period)
    const kept = { ...empty(), keptAsChanged: phones.length - undone.length }
    if (undone.length === 0) return kept
    await restoreConsents(trx, undone, period)
    const evidence = `replies from ${period.from} to ${period.to} undone`
    await appendConsentEvents(
      trx,
      undone.map(({ phoneNumber, now: from, before }) => ({
        at: now,
        phoneNumber,
        from,
        to: (before?.to_status ?? null) as ConsentStatus | null,
        source: 'undo',
        evidence,
        actor,
        saidAt: before?.said_at,
      }))
    )
    const subject = `${period.from} to ${period.to}`
    const detail = { numbers: undone.length }
    await appendAuditEvent(trx, { at: now, actor, action: 'replies_undone', subject, detail })
    return { ...kept, undone: undone.length, ...(await this.#apply(trx, undone, now, actor)) }
  }

  /** A no that holds again first: the shorter the time to the commit, the better. */
  async #apply(trx: TransactionClientContract, undone: UndoneNumber[], now: string, actor: string) {
    const isOut = ({ before }: UndoneNumber) => before?.to_status === 'opted_out'
    const numbers = (some: UndoneNumber[]) => some.map(({ phoneNumber }) => phoneNumber)
    const wanted = numbers(undone.filter((number) => !isOut(number)))
    const immunizations = await openImmunizationsOfPhones(trx, wanted)
    const { reopened } = await this.reconcile.forImmunizations(trx, immunizations, actor)
    const suppressed = await suppressOptedOut(trx, numbers(undone.filter(isOut)), { now, actor })
    return { reopened, suppressed }
  }

  async #plan(
    client: Parameters<typeof findHistories>[0],
    phones: string[],
    period: Period
  ): Promise<UndoneNumber[]> {
    const histories = await findHistories(client, phones)
    return [...histories].flatMap(([phoneNumber, { status, events }]) => {
      const before = stateBeforeReplies(events, period)
      return before === undefined ? [] : [{ phoneNumber, now: status, before }]
    })
  }
}

function empty(): UndoneReplies {
  return { undone: 0, keptAsChanged: 0, reopened: 0, suppressed: 0 }
}

function count(summary: UndoneReplies, more: Partial<UndoneReplies>): void {
  for (const key of Object.keys(summary) as (keyof UndoneReplies)[]) summary[key] += more[key] ?? 0
}
