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
  /** No run before this time. */
  startsAt?: DateTime | null
  /** No run at this time or later. */
  endsAt?: DateTime | null
}
