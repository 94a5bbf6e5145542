import type { Database } from '@adonisjs/lucid/database'
import type { Clock } from '#app/clock'
import type { AccountPace } from '#delivery/accounts/account_pace'
import type { AccountRow } from '#delivery/accounts/account_row'
import { RecentLateness } from '#delivery/accounts/recent_lateness'
import {
  firstPlace,
  IS_FULL,
  IS_WITHIN_REACH,
  LONGEST_PAUSE_MS,
  reachOf,
  restMs,
} from '#delivery/accounts/next_place'
import type { AccountSettings } from '#gateways/settings'
import { followDatabaseClock } from '#storage/follow_database_clock'

/**
 * Milliseconds added to each second's worth of places, so that uneven network delays never push
 * requests over the limit in any sliding second.
 */
const MARGIN_MS = 25

/** The margin is at least this many times the recent lateness of this process. */
const MARGIN_LATENESSES = 2

/**
 * A request this many milliseconds late for its place takes another one: it would come too
 * close to the next requests of other processes.
 */
const LATE_MS = 15

/**
 * Milliseconds, on top of a full second, between a request of this process and the one
 * `ratePerSecond` requests before it.
 */
const DEPARTURE_GUARD_MS = 10

/** Milliseconds between two attempts while all places within reach are taken. */
const LOOK_FOR_ROOM_MS = 1_000

/**
 * Above this rate one place more or less does not matter, and checking again would cost more
 * than it gains.
 */
const GUARDED_RATE = 200

/**
 * Milliseconds' worth of places reserved at once at high rates, so that not every group of
 * messages costs a commit. At real limits this is less than one place.
 */
const ALLOTMENT_MS = 20

/**
 * One budget per second for the account, shared by all processes: a row with the next free
 * place, advanced for several places at a time by conditional update. After "too many requests"
 * the places move apart for every process, and then closer again step by step. A place is an
 * instant of the database's clock on the row and of `clock.elapsedMs` in this process, so the
 * wait is in real time.
 */
export class RateLimit {
  #allotment: Allotment = { first: 0, units: 0, interval: 0 }
  /** How often the database's clock had been set at its last use. */
  #timesSet?: number
  #lastTurn: Promise<unknown> = Promise.resolve()

  /** When the last requests of this process left, by `elapsedMs`, oldest first. */
  readonly #departures: number[] = []

  readonly #lateness = new RecentLateness()

  constructor(
    private readonly account: Pick<AccountSettings, 'ratePerSecond' | 'countedIn'>,
    /** Segments of the longest SMS: the most that the last one in a second may take. */
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

  /**
   * Returns when each message may leave, by `clock.elapsedMs`. Each message is given by its
   * number of segments.
   */
  async reserve(segments: number[]): Promise<number[]> {
    /** One lane at a time: the others then use what the first has left over. */
    const turn = this.#lastTurn.then(() => this.#takePlaces(segments))
    this.#lastTurn = turn.catch(() => undefined)
    return turn
  }

  /**
   * Waits for the place, or for another one if this process fell behind, and for a full second
   * since the `ratePerSecond`-th request before it.
   */
  async depart(slot: number, segments: number): Promise<void> {
    await this.#sleepUntil(slot)
    if (this.account.ratePerSecond > GUARDED_RATE) return
    this.#lateness.note(this.clock.elapsedMs() - slot)

    for (let place = slot; this.clock.elapsedMs() - place > LATE_MS;) {
      ;[place] = await this.reserve([segments])
      await this.#sleepUntil(place)
    }
    const depth = Math.max(1, Math.floor(this.account.ratePerSecond))
    while (this.#departures.length >= depth) {
      const free = this.#departures[0] + 1_000 + Math.max(DEPARTURE_GUARD_MS, this.#lateness.ms)
      if (free <= this.clock.elapsedMs()) this.#departures.shift()
      else await this.#sleepUntil(free)
    }
    this.#departures.push(this.clock.elapsedMs())
  }

  /**
   * After "too many requests": all processes pause for this many milliseconds, then send more
   * slowly.
   */
  async slowDown(milliseconds: number, reason: string): Promise<void> {
    await this.rest(milliseconds)
    await this.pace.lower(reason)
  }

  /** No process takes a place of the account for this many milliseconds. */
  async rest(milliseconds: number): Promise<void> {
    const nowMs = await this.#databaseMs()
    await this.row.move(
      `quiet_until = CASE WHEN quiet_until BETWEEN CAST(:until AS BIGINT) AND :longest THEN quiet_until ELSE :until END`,
      '1 = 1',
      {
        until: nowMs + Math.min(milliseconds, LONGEST_PAUSE_MS),
        longest: nowMs + LONGEST_PAUSE_MS,
      }
    )
    this.#allotment = { first: 0, units: 0, interval: 0 }
  }

  /**
   * With segments of several sizes, fewer messages safely fit into a second: the last one may
   * only begin in it.
   */
  get #fullRate(): number {
    const { countedIn, ratePerSecond } = this.account
    return countedIn === 'segments' ? ratePerSecond - (this.maxSegments - 1) : ratePerSecond
  }

  get #marginMs(): number {
    return Math.max(MARGIN_MS, this.#lateness.ms * MARGIN_LATENESSES)
  }

  async #takePlaces(segments: number[]): Promise<number[]> {
    const units = segments.map((count) => (this.account.countedIn === 'segments' ? count : 1))
    const wanted = units.reduce((sum, count) => sum + count, 0)
    this.#allotment = fromNowOn(this.#allotment, this.clock.elapsedMs())
    if (this.#allotment.units < wanted) this.#allotment = await this.#reserveAllotment(wanted)

    const { interval } = this.#allotment
    return units.map((count) => {
      const { first, units: left } = this.#allotment
      this.#allotment = { first: first + count * interval, units: left - count, interval }
      return Math.ceil(first)
    })
  }

  /**
   * Reserves if the account is as last seen and its next place is within reach. A place too far
   * ahead to be real is given up only after a rest, as when the database's clock was set: by
   * then all reservations under the old time have left, and every process has seen the new
   * time.
   */
  async #reserveAllotment(wanted: number): Promise<Allotment> {
    for (let hasRested = false; ;) {
      await this.pace.recover()
      const interval = (1_000 + this.#marginMs) / this.perSecond
      const units = Math.max(wanted, Math.floor(ALLOTMENT_MS / interval))
      const span = Math.ceil(units * interval)
      const { condition, bindings } = this.pace.unchanged
      const range = reachOf(await this.#databaseMs(), interval)
      if (this.#wasSet()) {
        await this.clock.sleep(restMs(interval))
        continue
      }
      const moved = await this.row.move<{ next_slot_at: number }>(
        `next_slot_at = ${firstPlace(this.db.connection())} + :span`,
        `${condition} AND ${hasRested ? `NOT ${IS_FULL}` : IS_WITHIN_REACH}`,
        { ...bindings, ...range, span },
        'next_slot_at'
      )
      if (moved) return { first: this.clock.elapsedAt(moved.next_slot_at - span), units, interval }

      await this.pace.look()
      if (await this.row.holds(IS_FULL, range)) await this.clock.sleep(LOOK_FOR_ROOM_MS)
      else if (!hasRested && !(await this.row.holds(IS_WITHIN_REACH, range))) {
        await this.clock.sleep(restMs(interval))
        hasRested = true
      }
    }
  }

  async #databaseMs(): Promise<number> {
    await followDatabaseClock(this.db.connection(), this.clock)
    return this.clock.databaseMs()
  }

  /** Returns true once after the database's clock was set. */
  #wasSet(): boolean {
    const before = this.#timesSet
    this.#timesSet = this.clock.timesDatabaseWasSet
    return before !== undefined && this.#timesSet > before
  }

  async #sleepUntil(elapsedMs: number): Promise<void> {
    await this.clock.sleep(elapsedMs - this.clock.elapsedMs())
  }
}

/**
 * Consecutive places: when the first is, by `clock.elapsedMs`, how many there are, and how far
 * apart.
 */
interface Allotment {
  first: number
  units: number
  interval: number
}

/** Drops past places: used later, they would coincide with those of other processes. */
function fromNowOn({ first, units, interval }: Allotment, now: number): Allotment {
  if (units === 0) return { first, units, interval }
  const passed = Math.min(units, Math.max(0, Math.ceil((now - first) / interval)))
  return { first: first + passed * interval, units: units - passed, interval }
}
