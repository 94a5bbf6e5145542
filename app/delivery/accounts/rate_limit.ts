import type { Database } from '@adonisjs/lucid/database'
import type { Clock } from '#app/clock'
import type { AccountPace } from '#delivery/accounts/account_pace'
import type { AccountRow } from '#delivery/accounts/account_row'
import type { AccountSettings } from '#gateways/define_config'
import { isPostgres } from '#storage/sql'

/**
 * Places are a little further apart than the limit asks for, so that requests
 * which the network delays unequally still never exceed it in a sliding second.
 */
const SPACING_MARGIN = 1.025

/** A request that is later than this for its place, in milliseconds, takes another: it would come too near the next ones, of other processes. */
const LATE_MS = 15

/** On top of a full second, in milliseconds, between a request of this process and the one that many places before it. */
const DEPARTURE_GUARD_MS = 10

/** Above this rate a place more or less does not matter, and looking again would cost more than it is worth. */
const GUARDED_RATE = 200

/** Longer than this, in milliseconds, nobody is kept waiting, whatever the operator asks for. */
const LONGEST_PAUSE_MS = 15 * 60_000

/** A next place farther off than this, in milliseconds, was written by a process whose clock was wrong: it does not count. */
const FARTHEST_PLACE_MS = 30 * 60_000

/**
 * Milliseconds' worth of places taken at once where the rate is high, so that not every
 * group of messages costs a commit. At a real limit this is less than one place.
 */
const ALLOTMENT_MS = 20

/**
 * One budget a second for the account, shared by all processes: a row with the
 * next free place, moved on by conditional update for several at a time. After
 * "too many requests" the places are further apart for everybody, and come
 * nearer again step by step.
 */
export class RateLimit {
  #allotment: Allotment = { first: 0, units: 0, interval: 0 }
  #lastTurn: Promise<unknown> = Promise.resolve()

  /** When the last requests of this process left, the oldest first. */
  readonly #departures: number[] = []

  constructor(
    private readonly account: Pick<AccountSettings, 'ratePerSecond' | 'countedIn'>,
    /** Segments of the longest SMS: what the last one in a second may take at most. */
    private readonly maxSegments: number,
    private readonly row: AccountRow,
    private readonly pace: AccountPace,
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Messages of one segment that may leave in a second, as far as this process knows. */
  get perSecond(): number {
    return this.#fullRate * this.pace.share
  }

  /** Epoch milliseconds at which each of the messages may leave; each is given by its number of segments. */
  async reserve(segments: number[]): Promise<number[]> {
    /** One lane at a time: the others then take from what the first has left over. */
    const turn = this.#lastTurn.then(() => this.#takePlaces(segments))
    this.#lastTurn = turn.catch(() => undefined)
    return turn
  }

  /** Waits for the place, or where this process fell behind for another one, and for a full second since the request that many places before. */
  async depart(slot: number, segments: number): Promise<void> {
    await this.clock.sleepUntil(slot)
    if (this.account.ratePerSecond > GUARDED_RATE) return

    for (let place = slot; this.clock.nowMs() - place > LATE_MS;) {
      ;[place] = await this.reserve([segments])
      await this.clock.sleepUntil(place)
    }
    const depth = Math.max(1, Math.floor(this.account.ratePerSecond))
    while (this.#departures.length >= depth) {
      const free = this.#departures[0] + 1_000 + DEPARTURE_GUARD_MS
      if (free <= this.clock.nowMs()) this.#departures.shift()
      else await this.clock.sleepUntil(free)
    }
    this.#departures.push(this.clock.nowMs())
  }

  /** The operator says it is too much: nobody sends for so many milliseconds, and then more slowly. */
  async slowDown(milliseconds: number, reason: string): Promise<void> {
    await this.row.move(`next_slot_at = ${this.#later('CAST(:free AS BIGINT)')}`, '1 = 1', {
      free: this.clock.nowMs() + Math.min(milliseconds, LONGEST_PAUSE_MS),
      farthest: this.clock.nowMs() + FARTHEST_PLACE_MS,
    })
    this.#allotment = { first: 0, units: 0, interval: 0 }
    await this.pace.lower(reason)
  }

  /** With segments of several sizes fewer fit into a second for certain: the last one may only just begin in it. */
  get #fullRate(): number {
    const { countedIn, ratePerSecond } = this.account
    return countedIn === 'segments' ? ratePerSecond - (this.maxSegments - 1) : ratePerSecond
  }

  async #takePlaces(segments: number[]): Promise<number[]> {
    const units = segments.map((count) => (this.account.countedIn === 'segments' ? count : 1))
    const wanted = units.reduce((sum, count) => sum + count, 0)
    this.#allotment = fromNowOn(this.#allotment, this.clock.nowMs())
    if (this.#allotment.units < wanted) this.#allotment = await this.#reserveAllotment(wanted)

    const { interval } = this.#allotment
    return units.map((count) => {
      const { first, units: left } = this.#allotment
      this.#allotment = { first: first + count * interval, units: left - count, interval }
      return Math.ceil(first)
    })
  }

  /** The condition fails where another process slowed the account down: then the spacing is another. */
  async #reserveAllotment(wanted: number): Promise<Allotment> {
    for (;;) {
      await this.pace.recover()
      const interval = (1000 / this.perSecond) * SPACING_MARGIN
      const units = Math.max(wanted, Math.floor(ALLOTMENT_MS / interval))
      const span = Math.ceil(units * interval)
      const { condition, bindings } = this.pace.unchanged
      const moved = await this.row.move<{ next_slot_at: number }>(
        `next_slot_at = (${this.#later('CAST(:now_ms AS BIGINT)')}) + :span`,
        condition,
        {
          ...bindings,
          now_ms: this.clock.nowMs(),
          farthest: this.clock.nowMs() + FARTHEST_PLACE_MS,
          span,
        },
        'next_slot_at'
      )
      if (moved) return { first: moved.next_slot_at - span, units, interval }
      await this.pace.look()
    }
  }

  /** SQLite's scalar MAX is PostgreSQL's GREATEST. */
  #later(other: string): string {
    const greatest = isPostgres(this.db.connection()) ? 'GREATEST' : 'MAX'
    return `CASE WHEN next_slot_at > :farthest THEN ${other} ELSE ${greatest}(next_slot_at, ${other}) END`
  }
}

/** Consecutive places: the instant of the first, in epoch milliseconds, how many there are, and how far apart. */
interface Allotment {
  first: number
  units: number
  interval: number
}

/** Places that have passed are given up: used later they would leave together with somebody else's. */
function fromNowOn({ first, units, interval }: Allotment, now: number): Allotment {
  if (units === 0) return { first, units, interval }
  const passed = Math.min(units, Math.max(0, Math.ceil((now - first) / interval)))
  return { first: first + passed * interval, units: units - passed, interval }
}
