import type { SweepStatistics } from '#delivery/sweep/sweep_statistics'

/** How a sweep ended, for one account or overall. */
export interface SweepEnd {
  /**
   * `done`: nothing is due. `paused`: a person stopped everything, or the account may not send.
   * `held_by_another`: other runs hold everything that is due.
   */
  outcome: 'done' | 'stopped' | 'time_up' | 'paused' | 'held_by_another'
  /**
   * Machine-readable for an account; for a person's pause their own words, which must not be
   * logged.
   */
  pauseReason?: string
  /**
   * Neither a person nor the account stopped it: a restored database waits for review, or this
   * machine cannot write its journal.
   */
  heldFor?: 'review' | 'state'
}

/** State shared by the lanes of one sweep. */
export interface SweepRun {
  /** Messages that may still be claimed. */
  budget: { left: number }
  /** When claiming ends, by `clock.elapsedMs`. */
  endsAt: number
  /** Batches of one account in parallel. */
  lanes: number
  statistics: SweepStatistics
  type?: string
  /**
   * Waits for messages that become due in a moment, for example after "too many requests". A worker
   * looks again anyway.
   */
  waitsForSoon?: boolean
  signal?: AbortSignal
  onProgress?: (statistics: SweepStatistics) => void
}

/** The first outcome in this list that any account had stands for the whole sweep. */
const MOST_TELLING = ['stopped', 'time_up', 'paused', 'held_by_another', 'done'] as const

export function endOfAll(ends: SweepEnd[]): SweepEnd {
  for (const outcome of MOST_TELLING) {
    const end = ends.find((one) => one.outcome === outcome)
    if (end) return end
  }
  return { outcome: 'done' }
}
