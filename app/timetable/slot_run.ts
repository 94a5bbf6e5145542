import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import { fromSqlInstant } from '#storage/instants'
import { farthestMs } from '#storage/lease_is_over'

/** `stopped`: ended early because the process was told to end. */
export const RUN_OUTCOMES = { ok: 'ok', failed: 'failed', stopped: 'stopped' } as const

export type RunOutcome = keyof typeof RUN_OUTCOMES

/** A row of `scheduler_runs`, as far as it decides who may run the slot. */
export interface SlotRun extends Pick<
  Rows['scheduler_runs'],
  'id' | 'slot' | 'local_slot' | 'claimed_by' | 'lease_until' | 'finished_at' | 'outcome' | 'tries'
> {
  outcome: RunOutcome | null
}

/** Milliseconds of silence after which another process may take over a run. */
export const SLOT_LEASE_MS = 120_000

/** The most times a slot is begun if it fails or its process dies. A stop does not count. */
export const MAX_TRIES = 3

/** Minutes between a failure and the next try. */
export const TRY_AGAIN_AFTER_MINUTES = 5

/**
 * Whether the run is in progress. A lease that ends later than any lease can was written by a clock
 * that has since been set back: it counts as expired.
 */
export function isUnderWay(run: SlotRun, sharedMs: number): boolean {
  const holds =
    run.lease_until >= sharedMs && run.lease_until <= farthestMs(sharedMs, SLOT_LEASE_MS)
  return run.finished_at === null && holds
}

/** Whether a slot that was begun before may be begun again now. */
export function mayBeginAgain(
  run: SlotRun,
  { wall, sharedMs }: { wall: DateTime; sharedMs: number }
): boolean {
  if (isUnderWay(run, sharedMs)) return false
  if (run.outcome === RUN_OUTCOMES.stopped) return true
  if (run.outcome === RUN_OUTCOMES.ok || run.tries >= MAX_TRIES) return false
  if (run.finished_at === null) return true
  const minutes = wall.diff(fromSqlInstant(run.finished_at)).as('minutes')
  /** Finished in the future: a clock was wrong. */
  return minutes < 0 || minutes >= TRY_AGAIN_AFTER_MINUTES
}
