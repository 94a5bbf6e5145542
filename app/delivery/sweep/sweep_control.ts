import type { SweepStatistics } from '#delivery/sweep/sweep_statistics'

/** How a sweep ended, for one account or all in all. */
export interface SweepEnd {
  /** `done`: nothing is due any more. `paused`: a person stopped everything, or the account may not send. `held_by_another`: all that is due is being worked on elsewhere. */
  outcome: 'done' | 'stopped' | 'time_up' | 'paused' | 'held_by_another'
  /** An account's as a machine reads it; a person's in that person's words, not for logs. */
  pauseReason?: string
}

/** What the lanes of one sweep share. */
export interface SweepRun {
  /** Messages that may still be claimed. */
  budget: { left: number }
  /** Epoch milliseconds after which nothing more is claimed. */
  endsAt: number
  /** Batches of one account under way side by side. */
  lanes: number
  statistics: SweepStatistics
  type?: string
  /** Stays for what is due in a moment, for example again after a "too many requests". A worker looks again anyway. */
  waitsForSoon?: boolean
  signal?: AbortSignal
  onProgress?: (statistics: SweepStatistics) => void
}

/** The first that any account came to says most about the whole. */
const MOST_TELLING = ['stopped', 'time_up', 'paused', 'held_by_another', 'done'] as const

export function endOfAll(ends: SweepEnd[]): SweepEnd {
  for (const outcome of MOST_TELLING) {
    const end = ends.find((one) => one.outcome === outcome)
    if (end) return end
  }
  return { outcome: 'done' }
}
