import type { Clock } from '#app/clock'

/** Milliseconds between two attempts while the database does not answer. */
const TRY_AGAIN_AFTER_MS = 500

export interface InsistOptions {
  clock: Clock
  /** Milliseconds after which the result is no longer useful. */
  leftMs(): number
  /** Receives the first failure. */
  report?(error: unknown): void
}

/** Repeats something idempotent until the database answers, or throws its last error. */
export async function insist<Result>(
  work: () => Promise<Result>,
  { clock, leftMs, report }: InsistOptions
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === 1) report?.(error)
      if (leftMs() <= TRY_AGAIN_AFTER_MS) throw error
      await clock.sleep(TRY_AGAIN_AFTER_MS)
    }
  }
}
