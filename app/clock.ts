import { setTimeout as delay } from 'node:timers/promises'
import { DateTime } from 'luxon'

/**
 * What time it is. The engine asks nobody else: not `Date.now()`, not the
 * database. All instants are in UTC.
 */
export abstract class Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  abstract nowMs(): number

  /** Returns at the given epoch millisecond or later, never earlier; at once when the signal is aborted. */
  abstract sleepUntil(epochMs: number, signal?: AbortSignal): Promise<void>

  now(): DateTime<true> {
    return DateTime.fromMillis(this.nowMs(), { zone: 'utc' }) as DateTime<true>
  }
}

/** The machine's clock, moved by a constant where the demo or a trial asks for another day. */
export class SystemClock extends Clock {
  constructor(private readonly offsetMs = 0) {
    super()
  }

  nowMs(): number {
    return Date.now() + this.offsetMs
  }

  async sleepUntil(epochMs: number, signal?: AbortSignal): Promise<void> {
    /** Timers may fire a millisecond early: look again. */
    for (
      let left = epochMs - this.nowMs();
      left > 0 && !signal?.aborted;
      left = epochMs - this.nowMs()
    ) {
      await delay(left, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** A clock that stands still until it is told to move: for tests. */
export class FrozenClock extends Clock {
  #ms: number

  constructor(start: string | DateTime) {
    super()
    this.#ms = toMillis(start)
  }

  nowMs(): number {
    return this.#ms
  }

  /** Whoever waits moves the clock: hours pass in no time. */
  async sleepUntil(epochMs: number): Promise<void> {
    this.#ms = Math.max(this.#ms, epochMs)
  }

  travelTo(instant: string | DateTime): void {
    this.#ms = toMillis(instant)
  }

  advance(duration: {
    days?: number
    hours?: number
    minutes?: number
    seconds?: number
    milliseconds?: number
  }): void {
    this.#ms = this.now().plus(duration).toMillis()
  }
}

function toMillis(instant: string | DateTime): number {
  const parsed = typeof instant === 'string' ? DateTime.fromISO(instant, { zone: 'utc' }) : instant
  if (!parsed.isValid) throw new Error(`Not an ISO 8601 instant: "${instant}"`)
  return parsed.toMillis()
}
