import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { dialectOf } from '#storage/dialect_of'

/** The longest wait in milliseconds, whatever the operator asks for. */
export const LONGEST_PAUSE_MS = 15 * 60_000

/** A length of time; counted in places if the limit is slow. */
interface Reach {
  milliseconds: number
  places: number
}

/** The farthest place that may be reserved; all processes together need a few seconds. */
const HORIZON: Reach = { milliseconds: 20_000, places: 32 }

/**
 * A next place farther ahead than this many horizons was written by a wrong clock and is
 * ignored.
 */
const FARTHEST_HORIZONS = 2

/**
 * All reservations leave within this time, and every process reads the database's time within
 * it.
 */
const REST: Reach = { milliseconds: 10_000, places: 16 }

/** The bindings of the conditions below; `nowMs` is by the database's clock. */
export function reachOf(nowMs: number, interval: number) {
  const horizon = longerOf(HORIZON, interval)
  return {
    now_ms: nowMs,
    longest: nowMs + LONGEST_PAUSE_MS,
    horizon,
    farthest: horizon * FARTHEST_HORIZONS,
  }
}

export function restMs(interval: number): number {
  return longerOf(REST, interval)
}

/** Now, or the end of the pause that the operator asked for. */
const EARLIEST = `(CASE WHEN quiet_until > CAST(:now_ms AS BIGINT) AND quiet_until <= :longest
  THEN quiet_until ELSE CAST(:now_ms AS BIGINT) END)`

/** All places up to the horizon are taken. */
export const IS_FULL = `(next_slot_at > ${EARLIEST} + :horizon AND next_slot_at <= ${EARLIEST} + :farthest)`

export const IS_WITHIN_REACH = `(next_slot_at <= ${EARLIEST} + :horizon)`

export function firstPlace(client: QueryClientContract): string {
  return `(CASE WHEN next_slot_at > ${EARLIEST} + :farthest THEN ${EARLIEST}
    ELSE ${dialectOf(client).greatest('next_slot_at', EARLIEST)} END)`
}

function longerOf({ milliseconds, places }: Reach, interval: number): number {
  return Math.ceil(Math.max(milliseconds, places * interval))
}
