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

/** A valid payload as it is to be stored, or everything that is wrong with it. */
export type CheckedPayload<Payload> =
  { usable: true; payload: Payload } | { usable: false; faults: PayloadFault[] }

export interface PayloadFault {
  /** For example `jobData.phoneNumber`. */
  field: string
  /** What is expected and how to fix it; without the value if it may be a number or a text. */
  message: string
}

/**
 * The result of one attempt at an effect. Expected failures are values; a thrown error counts as a
 * passing fault.
 */
export type JobOutcome =
  | { outcome: 'done'; result?: Record<string, unknown> }
  /** `passing` is tried again by the retry policy `job:NAME`; `permanent` is a dead letter at once. */
  | { outcome: 'failed'; kind: 'passing' | 'permanent'; reason: string; error: string }

/** Common to all handlers. */
interface Handler<Payload> {
  /** The `appName` it handles. */
  readonly name: string
  /** For people who choose a handler. */
  readonly description: string
  /**
   * Called when a schedule is created or edited, and again before each run: a valid payload may
   * become invalid.
   */
  check(payload: unknown): CheckedPayload<Payload>
}

/**
 * Work that only writes rows of our database. It runs in the transaction that fires the schedule,
 * so it happens exactly once.
 */
export interface TransactionalHandler<Payload = any> extends Handler<Payload> {
  readonly kind: 'transactional'
  /**
   * Does the work of many firings in few statements. Returns the result to store for each, by
   * occurrence id.
   */
  write(
    trx: TransactionClientContract,
    jobs: FiredJob<Payload>[]
  ): Promise<Map<number, Record<string, unknown>>>
}

/**
 * Work outside the database. It runs after the commit, with a lease and an attempt; after a crash
 * it may run again.
 */
export interface EffectHandler<Payload = any> extends Handler<Payload> {
  readonly kind: 'effect'
  /**
   * Jobs with the same key, at most 100 characters, run one after the other, the earliest first; a
   * retry holds up those behind it. Without one, jobs run side by side.
   */
  orderKey?(payload: Payload): string
  run(job: FiredJob<Payload> & { attempt: number }, signal: AbortSignal): Promise<JobOutcome>
}

export type JobHandler = TransactionalHandler | EffectHandler
