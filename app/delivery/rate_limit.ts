import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { GatewayConfig } from '#gateways/define_config'
import { isPostgres, query } from '#storage/sql'

/**
 * Places are a little further apart than the limit asks for, so that requests
 * which the network delays unequally still never exceed it in a sliding second.
 */
const SPACING_MARGIN = 1.025

/** On top of a full second, in milliseconds, between a request and the one that many places before it. */
const DEPARTURE_GUARD_MS = 10

/** Above this rate the guard on departures would cost more than it is worth. */
const GUARDED_RATE = 200

/**
 * Milliseconds' worth of places taken at once where the rate is high, so that not every
 * group of messages costs a commit. At a real limit this is less than one place.
 */
const ALLOTMENT_MS = 20

/**
 * One budget of requests a second for the account, shared by all processes: a
 * row with the next free place, moved on by conditional update for n at a time.
 */
@inject()
export class RateLimit {
  #allotment: Allotment = { first: 0, places: 0 }
  #lastTurn: Promise<unknown> = Promise.resolve()

  /** When the last requests of this process left, the oldest first. */
  readonly #departures: number[] = []

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: GatewayConfig
  ) {}

  get perSecond(): number {
    return this.config.account.ratePerSecond
  }

  /** Epoch milliseconds at which each of the `count` requests may leave. */
  async reserve(count: number): Promise<number[]> {
    /** One lane at a time: the others then take from what the first has left over. */
    const turn = this.#lastTurn.then(() => this.#takePlaces(count))
    this.#lastTurn = turn.catch(() => undefined)
    return turn
  }

  async #takePlaces(count: number): Promise<number[]> {
    const interval = (1000 / this.perSecond) * SPACING_MARGIN
    this.#allotment = fromNowOn(this.#allotment, this.clock.nowMs(), interval)
    if (this.#allotment.places < count) {
      this.#allotment = await this.#reserveAllotment(
        Math.max(count, Math.floor(ALLOTMENT_MS / interval)),
        interval
      )
    }
    const { first, places } = this.#allotment
    this.#allotment = { first: first + count * interval, places: places - count }
    return Array.from({ length: count }, (_, place) => Math.ceil(first + place * interval))
  }

  async #reserveAllotment(places: number, interval: number): Promise<Allotment> {
    const span = Math.ceil(places * interval)
    const client = this.db.connection()
    const [row] = await query<{ next_slot_at: number }>(
      client,
      `UPDATE gateway_accounts SET next_slot_at = ${greatest(isPostgres(client), 'next_slot_at', 'CAST(:now AS BIGINT)')} + :span
       WHERE name = :name RETURNING next_slot_at`,
      { name: this.config.account.name, now: this.clock.nowMs(), span }
    )
    return { first: row.next_slot_at - span, places }
  }

  /** Waits for the place; where this process fell behind, also for a full second to pass since the one `perSecond` before. */
  async depart(slot: number): Promise<void> {
    await this.clock.sleepUntil(slot)
    if (this.perSecond > GUARDED_RATE) return

    const depth = Math.max(1, Math.floor(this.perSecond))
    while (this.#departures.length >= depth) {
      const free = this.#departures[0] + 1000 + DEPARTURE_GUARD_MS
      if (free <= this.clock.nowMs()) this.#departures.shift()
      else await this.clock.sleepUntil(free)
    }
    this.#departures.push(this.clock.nowMs())
  }

  /** The operator says it is too much: nobody sends before this many milliseconds have passed. */
  async slowDown(milliseconds: number): Promise<void> {
    const client = this.db.connection()
    await query(
      client,
      `UPDATE gateway_accounts SET next_slot_at = ${greatest(isPostgres(client), 'next_slot_at', 'CAST(:free AS BIGINT)')} WHERE name = :name`,
      { name: this.config.account.name, free: this.clock.nowMs() + milliseconds }
    )
  }
}

/** Consecutive places: the instant of the first, in epoch milliseconds, and how many there are. */
interface Allotment {
  first: number
  places: number
}

/** Places that have passed are given up: used later they would leave together with somebody else's. */
function fromNowOn({ first, places }: Allotment, now: number, interval: number): Allotment {
  const passed = Math.min(places, Math.max(0, Math.ceil((now - first) / interval)))
  return { first: first + passed * interval, places: places - passed }
}

/** SQLite's scalar MAX is PostgreSQL's GREATEST. */
function greatest(postgres: boolean, left: string, right: string): string {
  return `${postgres ? 'GREATEST' : 'MAX'}(${left}, ${right})`
}
