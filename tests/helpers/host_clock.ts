import { Clock, type SharedOffset } from '#app/clock'

const FOLLOW_AGAIN_MS = 5_000

/** What is the same for all hosts of a test: real time, and the database's clock, which can be set. */
export class World {
  passedMs = 0
  /** By how much the database's clock was set since the beginning. */
  databaseSetMs = 0

  constructor(readonly startMs: number) {}

  pass(milliseconds: number): void {
    this.passedMs += milliseconds
  }
}

/** The clock of one host among others: it can be wrong, and be set, while real time runs on. */
export class HostClock extends Clock {
  #seenDatabaseSetMs = 0
  #timesSet = 0
  #followedAt = Number.NEGATIVE_INFINITY

  /** `aheadMs`: of the real time; negative where it is behind. */
  constructor(
    private readonly world: World,
    private aheadMs = 0
  ) {
    super()
  }

  nowMs(): number {
    return this.world.startMs + this.world.passedMs + this.aheadMs
  }

  elapsedMs(): number {
    return this.world.passedMs
  }

  override databaseMs(): number {
    return this.world.startMs + this.world.passedMs + this.#seenDatabaseSetMs
  }

  override sharedMs(): number {
    return this.databaseMs()
  }

  override get timesDatabaseWasSet(): number {
    return this.#timesSet
  }

  override get wantsSharedTime(): boolean {
    return this.world.passedMs - this.#followedAt >= FOLLOW_AGAIN_MS
  }

  /** The time of the world, and not that of the test's real database. */
  override followShared(_offset: SharedOffset): void {
    const isFirst = this.#followedAt === Number.NEGATIVE_INFINITY
    if (!isFirst && this.#seenDatabaseSetMs !== this.world.databaseSetMs) this.#timesSet += 1
    this.#seenDatabaseSetMs = this.world.databaseSetMs
    this.#followedAt = this.world.passedMs
  }

  async sleep(milliseconds: number, _signal?: AbortSignal): Promise<void> {
    this.world.pass(Math.max(0, milliseconds))
  }

  async sleepUntil(epochMs: number, _signal?: AbortSignal): Promise<void> {
    this.world.pass(Math.max(0, epochMs - this.nowMs()))
  }

  step(milliseconds: number): void {
    this.aheadMs += milliseconds
  }
}
