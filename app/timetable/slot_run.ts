import type { DateTime } from 'luxon'
import { fromSqlInstant } from '#storage/instants'

/** `stopped`: ended early because the process was told to end. */
export const RUN_OUTCOMES = { ok: 'ok', failed: 'failed', stopped: 'stopped' } as const

export type RunOutcome = keyof typeof RUN_OUTCOMES

/** A row of `scheduler_runs`, as far as it decides who may run the slot. */
export interface SlotRun {
  id: number
  slot: string
  claimed_by: string
  lease_until: number
  finished_at: string | null
  outcome: RunOutcome | null
  tries: number
}

/** A run whose process is silent for so long can be taken over, in milliseconds. */
export const SLOT_LEASE_MS = 120_000

/** Times a slot that fails, or whose process dies, is begun in all. Being stopped costs no try. */
export const MAX_TRIES = 3

/** Minutes between a failure and the next try. */
export const TRY_AGAIN_AFTER_MINUTES = 5

/** Machines whose clocks are so far apart, in milliseconds, still do each slot once. */
const CLOCKS_APART_MS = SLOT_LEASE_MS

/**
 * Whether somebody is at it. A lease that ends much later than any lease can was
 * written by a clock that has been set back since: it counts as run out.
 */
export function isUnderWay(run: SlotRun, now: DateTime): boolean {
  const left = run.lease_until - now.toMillis()
  return run.finished_at === null && left >= 0 && left <= SLOT_LEASE_MS + CLOCKS_APART_MS
}

/** Whether a slot that was begun before may be begun again now. */
export function mayBeginAgain(run: SlotRun, now: DateTime): boolean {
  if (isUnderWay(run, now)) return false
  if (run.outcome === RUN_OUTCOMES.stopped) return true
  if (run.outcome === RUN_OUTCOMES.ok || run.tries >= MAX_TRIES) return false
  if (run.finished_at === null) return true
  return now.diff(fromSqlInstant(run.finished_at)).as('minutes') >= TRY_AGAIN_AFTER_MINUTES
}
