import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'

/** One firing of a schedule, as its handler sees it. */
export interface FiredJob<Payload = unknown> {
  occurrenceId: number
  scheduleId: number
  occurrenceAt: DateTime<true>
  /** 1 high, 2 normal, 3 low. */
  priority: number
  payload: Payload
}

/** A payload that can be used, as it is to be kept; or all that is wrong with it. */
export type CheckedPayload<Payload> =
  { usable: true; payload: Payload } | { usable: false; faults: PayloadFault[] }

export interface PayloadFault {
  /** For example `jobData.phoneNumber`. */
  field: string
  /** What is expected, and what to do; without the value where it may be a number or a text. */
  message: string
}

/** What came of one attempt at an effect. Expected failures are values; what is thrown counts as a passing fault. */
export type JobOutcome =
  | { outcome: 'done'; result?: Record<string, unknown> }
  /** `passing` is tried again by the retry policy `job:NAME`; `permanent` is a dead letter at once. */
  | { outcome: 'failed'; kind: 'passing' | 'permanent'; reason: string; error: string }

/** What every handler has. */
interface Handler<Payload> {
  /** The `appName` it stands for. */
  readonly name: string
  /** For people who choose one. */
  readonly description: string
  /** Asked when a schedule is made or edited, and again before each run: what could be used then may not be now. */
  check(payload: unknown): CheckedPayload<Payload>
}

/** Work that is nothing but rows of our database: done in the transaction that fires the schedule, so it happens exactly once. */
export interface TransactionalHandler<Payload = any> extends Handler<Payload> {
  readonly kind: 'transactional'
  /** Does the work of many firings in few statements. Returns what to keep of each, by occurrence id. */
  write(
    trx: TransactionClientContract,
    jobs: FiredJob<Payload>[]
  ): Promise<Map<number, Record<string, unknown>>>
}

/** Work outside the database: done after the commit, with a lease and an attempt; a crash may have it done again. */
export interface EffectHandler<Payload = any> extends Handler<Payload> {
  readonly kind: 'effect'
  run(job: FiredJob<Payload> & { attempt: number }, signal: AbortSignal): Promise<JobOutcome>
}

export type JobHandler = TransactionalHandler | EffectHandler
