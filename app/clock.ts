import { setTimeout as delay } from 'node:timers/promises'
import { DateTime } from 'luxon'

/** Milliseconds after which a wait for an instant checks whether the clock was set. */
const LOOK_AGAIN_MS = 1_000

/** Milliseconds after which the database is asked for its time again. */
const FOLLOW_AGAIN_MS = 5_000

/**
 * How far the clocks of hosts may differ, in milliseconds, so that one host's present may be in
 * another's future.
 */
const CLOCKS_APART_MS = 60_000

/** A point from which time is measured, even if the clock is set afterwards. */
export interface Moment {
  wallMs: number
  elapsedMs: number
}

/**
 * If two answers differ by this many milliseconds beyond their errors, the database's clock was
 * set.
 */
const STEP_MS = 100

/**
 * Milliseconds by which the database's clock and `elapsedMs` may drift apart between two answers:
 * NTP slews by 0.05 %.
 */
const DRIFT_MS = 5

/** The database's clock minus `elapsedMs()`, as exactly as one answer can tell. */
export interface SharedOffset {
  atLeast: number
  atMost: number
}

/**
 * The only source of time in the engine: no `Date.now()`, no time from SQL. All instants are in
 * UTC. Three clocks, each for one purpose (docs/adr/0005): `nowMs` for people's instants (due,
 * window, deadline), `elapsedMs` for durations in this process, and the database's for instants
 * shared between processes.
 */
export abstract class Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. It can be wrong, and can be set at any moment. */
  abstract nowMs(): number

  /** Milliseconds that grow in real time and are never set. Not an instant. */
  abstract elapsedMs(): number

  /**
   * Resolves after this many milliseconds, even if the clock is set; at once when the signal is
   * aborted.
   */
  abstract sleep(milliseconds: number, signal?: AbortSignal): Promise<void>

  /**
   * Resolves when the clock shows the epoch millisecond, or when the time that remained at the call
   * has passed: setting the clock back does not lengthen the wait. At once when the signal is
   * aborted.
   */
  abstract sleepUntil(epochMs: number, signal?: AbortSignal): Promise<void>

  /** Epoch milliseconds on the clock of the database (#storage/follow_database_clock): for leases and heartbeats. */
  sharedMs(): number {
    return this.nowMs()
  }

  /**
   * The same without a deliberate offset of this process: the operator, whose rate limit it serves,
   * lives in the real time.
   */
  databaseMs(): number {
    return this.sharedMs()
  }

  /** False if this clock is the only one. */
  get followsDatabase(): boolean {
    return false
  }

  /** Whether the database should be asked for its time again. */
  get wantsSharedTime(): boolean {
    return false
  }

  followShared(_offset: SharedOffset): void {}

  /** How often the database's clock was seen to be set. */
  get timesDatabaseWasSet(): number {
    return 0
  }

  /**
   * Milliseconds by which `nowMs` is ahead of the database's clock, negative if behind; 0 within
   * the measuring error.
   */
  aheadOf({ atLeast, atMost }: SharedOffset): number {
    const own = this.nowMs() - this.elapsedMs()
    return own - Math.min(atMost, Math.max(atLeast, own))
  }

  /** Milliseconds by which the demo or a trial moves this clock deliberately. */
  get movedMs(): number {
    return 0
  }

  /**
   * Whether this process may judge instants to be in the future: a slow clock takes the present for
   * the future.
   */
  get agreesWithDatabase(): boolean {
    return Math.abs(this.nowMs() - this.sharedMs()) <= CLOCKS_APART_MS
  }

  /** A later instant, written as a process's present, was written by a clock that ran ahead. */
  latestPresent(): DateTime<true> {
    return instantOf(this.nowMs() + CLOCKS_APART_MS)
  }

  now(): DateTime<true> {
    return instantOf(this.nowMs())
  }

  sharedNow(): DateTime<true> {
    return instantOf(this.sharedMs())
  }

  /** The `elapsedMs` at that instant of the database's clock. */
  elapsedAt(databaseMs: number): number {
    return this.elapsedMs() + (databaseMs - this.databaseMs())
  }

  moment(): Moment {
    return { wallMs: this.nowMs(), elapsedMs: this.elapsedMs() }
  }

  /**
   * The most milliseconds that can have passed: a clock may have been set back, and `elapsedMs`
   * stops while the machine sleeps.
   */
  passedMs({ wallMs, elapsedMs }: Moment): number {
    return Math.max(this.nowMs() - wallMs, this.elapsedMs() - elapsedMs)
  }
}

/** The machine's clock, moved by a constant if the demo or a trial asks for another day. */
export class SystemClock extends Clock {
  #sharedOffset?: number
  #bounds?: SharedOffset
  #timesSet = 0
  #followedAt = Number.NEGATIVE_INFINITY

  constructor(private readonly offsetMs = 0) {
    super()
  }

  override get movedMs(): number {
    return this.offsetMs
  }

  nowMs(): number {
    return Date.now() + this.offsetMs
  }

  elapsedMs(): number {
    return performance.now()
  }

  override sharedMs(): number {
    return this.databaseMs() + this.offsetMs
  }

  /** Until the database has answered, the machine's own clock is the best estimate. */
  override databaseMs(): number {
    if (this.#sharedOffset === undefined) return Date.now()
    return Math.floor(this.#sharedOffset + this.elapsedMs())
  }

  override get followsDatabase(): boolean {
    return true
  }

  override get wantsSharedTime(): boolean {
    return this.elapsedMs() - this.#followedAt >= FOLLOW_AGAIN_MS
  }

  override get timesDatabaseWasSet(): number {
    return this.#timesSet
  }

  /**
   * Each answer narrows the range that earlier ones left open. If our own clock is within it, the
   * offset is taken as zero: on one machine there is no error at all.
   */
  override followShared(answer: SharedOffset): void {
    const { gapMs, bounds } = narrowed(this.#bounds, answer)
    if (gapMs > STEP_MS) this.#timesSet += 1
    const { atLeast, atMost } = bounds
    const own = Date.now() - this.elapsedMs()
    const isOwn = own >= atLeast && own <= atMost
    const nearest = isOwn ? own : (this.#sharedOffset ?? (atLeast + atMost) / 2)
    this.#bounds = bounds
    this.#sharedOffset = Math.min(atMost, Math.max(atLeast, nearest))
    this.#followedAt = this.elapsedMs()
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const endsAt = this.elapsedMs() + milliseconds
    /** Timers may fire a millisecond early: check again. */
    for (let left = milliseconds; left > 0 && !signal?.aborted; left = endsAt - this.elapsedMs()) {
      await delay(left, undefined, { signal }).catch(() => undefined)
    }
  }

  async sleepUntil(epochMs: number, signal?: AbortSignal): Promise<void> {
    const began = this.moment()
    const ahead = epochMs - began.wallMs
    for (let left = ahead; left > 0 && !signal?.aborted; left = ahead - this.passedMs(began)) {
      await this.sleep(Math.min(left, LOOK_AGAIN_MS), signal)
    }
  }
}

/** A clock that stands still until it is moved: for tests. */
export class FrozenClock extends Clock {
  #ms: number
  #elapsedMs: number
  #timesSet = 0

  constructor(start: string | DateTime) {
    super()
    this.#ms = toMillis(start)
    this.#elapsedMs = this.#ms
  }

  nowMs(): number {
    return this.#ms
  }

  elapsedMs(): number {
    return this.#elapsedMs
  }

  override get timesDatabaseWasSet(): number {
    return this.#timesSet
  }

  /** Waiting moves the clock: hours pass in no time. */
  async sleep(milliseconds: number, _signal?: AbortSignal): Promise<void> {
    this.#pass(milliseconds)
  }

  async sleepUntil(epochMs: number, _signal?: AbortSignal): Promise<void> {
    this.#pass(epochMs - this.#ms)
  }

  /** Lets time pass; if the instant is in the past, the clock is set back. */
  travelTo(instant: string | DateTime): void {
    this.#moveTo(toMillis(instant))
  }

  advance(duration: {
    days?: number
    hours?: number
    minutes?: number
    seconds?: number
    milliseconds?: number
  }): void {
    this.#moveTo(this.now().plus(duration).toMillis())
  }

  /** Sets the clock forward or back without letting time pass. */
  step(milliseconds: number): void {
    this.#ms += milliseconds
    this.#timesSet += 1
  }

  #moveTo(ms: number): void {
    if (ms < this.#ms) return this.step(ms - this.#ms)
    this.#elapsedMs += ms - this.#ms
    this.#ms = ms
  }

  #pass(milliseconds: number): void {
    this.#moveTo(this.#ms + Math.max(0, milliseconds))
  }
}

/**
 * The range that both answers leave open; if they contradict each other, the newer one, and how far
 * they differ.
 */
function narrowed(before: SharedOffset | undefined, answer: SharedOffset) {
  if (!before) return { gapMs: 0, bounds: answer }
  const atLeast = Math.max(before.atLeast - DRIFT_MS, answer.atLeast)
  const atMost = Math.min(before.atMost + DRIFT_MS, answer.atMost)
  return atLeast <= atMost
    ? { gapMs: 0, bounds: { atLeast, atMost } }
    : { gapMs: atLeast - atMost, bounds: answer }
}

function instantOf(epochMs: number): DateTime<true> {
  return DateTime.fromMillis(epochMs, { zone: 'utc' }) as DateTime<true>
}

function toMillis(instant: string | DateTime): number {
  const parsed = typeof instant === 'string' ? DateTime.fromISO(instant, { zone: 'utc' }) : instant
  if (!parsed.isValid) throw new Error(`Not an ISO 8601 instant: "${instant}"`)
  return parsed.toMillis()
}
