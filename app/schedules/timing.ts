import type { DateTime } from 'luxon'

/** When a schedule runs. Instants are whole seconds of UTC. */
export type Timing = Bounds &
  (
    | { kind: 'once'; runAt: DateTime }
    | { kind: 'cron'; cron: string; timezone: string }
    /** Counted from `startsAt`, without drift; at least 1,000. */
    | { kind: 'interval'; intervalMs: number; startsAt: DateTime }
  )

interface Bounds {
  /** Nothing before this. */
  startsAt?: DateTime | null
  /** Nothing at this time or later. */
  endsAt?: DateTime | null
}
