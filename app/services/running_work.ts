import { setTimeout as delay } from 'node:timers/promises'

/**
 * The work this process has under way. Whoever starts a sweep or another long
 * job does so through `run`; when the process is told to end, `drain` says so
 * to all of them and waits until the last one has written its outcomes.
 */
export class RunningWork {
  readonly #controller = new AbortController()
  readonly #running = new Set<Promise<unknown>>()
  readonly #lastOf = new Map<string, Promise<unknown>>()
  readonly #goingOn = new Set<string>()
  /** Rounds that have not begun yet. */
  readonly #nextRound = new Map<string, Promise<unknown>>()

  /** Aborted when the process is told to end: long work stops claiming and finishes what is in flight. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  async run<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const promise = work(this.signal)
    this.#running.add(promise)
    try {
      return await promise
    } finally {
      this.#running.delete(promise)
    }
  }

  /** Work of one name is done one after the other in this process: two sweeps at once would only be in each other's way. */
  async inTurn<Result>(
    name: string,
    work: (signal: AbortSignal) => Promise<Result>
  ): Promise<Result> {
    const before = this.#lastOf.get(name)
    const turn = this.run(async (signal) => {
      await before
      return work(signal)
    })
    this.#lastOf.set(
      name,
      turn.catch(() => undefined)
    )
    return turn
  }

  /** Work of one name that goes on: nothing where it is under way already. */
  async once(name: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#goingOn.has(name)) return
    this.#goingOn.add(name)
    try {
      await this.run(work)
    } finally {
      this.#goingOn.delete(name)
    }
  }

  /**
   * Calls of one name that come together share the work: those that come while it
   * is done are answered by one more round after it, which sees all that they
   * were called for.
   */
  async together<Result>(
    name: string,
    work: (signal: AbortSignal) => Promise<Result>
  ): Promise<Result> {
    const waiting = this.#nextRound.get(name) as Promise<Result> | undefined
    if (waiting) return waiting
    const round = this.inTurn(name, (signal) => {
      this.#nextRound.delete(name)
      return work(signal)
    })
    this.#nextRound.set(name, round)
    return round
  }

  /** Answers whether all of it ended within so many milliseconds. */
  async drain(withinMs: number): Promise<boolean> {
    this.#controller.abort()
    const tooLate = new AbortController()
    const ended = Promise.allSettled([...this.#running]).then(() => true)
    const waited = delay(withinMs, false, { signal: tooLate.signal }).catch(() => false)
    const inTime = await Promise.race([ended, waited])
    tooLate.abort()
    return inTime
  }
}
