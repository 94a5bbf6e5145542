import { setTimeout as delay } from 'node:timers/promises'
import { onFirstUse, type Work } from '#services/on_first_use'

/**
 * The work in progress in this process. Sweeps and other long jobs are started through it; when the
 * process is told to end, `drain` tells all of them and waits until the last one has recorded its
 * outcomes.
 */
export class RunningWork {
  readonly #controller = new AbortController()
  readonly #running = new Map<Promise<unknown>, string>()
  readonly #lastOf = new Map<string, Promise<unknown>>()
  readonly #goingOn = new Set<string>()
  /** Rounds that have not begun yet. */
  readonly #nextRound = new Map<string, Promise<unknown>>()

  /** Aborted when the process is told to end: long work stops claiming and finishes what is in flight. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** The names of the work in progress. */
  get underWay(): string[] {
    return [...this.#running.values()]
  }

  /** Loads an action and runs it. `name` is for the log, if the work does not end in time. */
  perform<Action, Result>(
    load: Parameters<typeof onFirstUse<Action, Result>>[0],
    act: Parameters<typeof onFirstUse<Action, Result>>[1],
    name?: string
  ): Promise<Result> {
    return this.run(onFirstUse(load, act), name)
  }

  async run<Result>(work: Work<Result>, name = 'work'): Promise<Result> {
    const promise = work(this.signal)
    this.#running.set(promise, name)
    try {
      return await promise
    } finally {
      this.#running.delete(promise)
    }
  }

  /**
   * Runs work of the same name one at a time in this process: two sweeps at once would only
   * obstruct each other.
   */
  async inTurn<Result>(name: string, work: Work<Result>): Promise<Result> {
    const before = this.#lastOf.get(name)
    const turn = this.run(async (signal) => {
      await before
      return work(signal)
    }, name)
    this.#lastOf.set(
      name,
      turn.catch(() => undefined)
    )
    return turn
  }

  /** Continuous work: does nothing if work of this name is already running. */
  async once(name: string, work: Work<void>): Promise<void> {
    if (this.#goingOn.has(name)) return
    this.#goingOn.add(name)
    try {
      await this.run(work, name)
    } finally {
      this.#goingOn.delete(name)
    }
  }

  /**
   * Concurrent calls of the same name share the work: calls during a round are answered by one more
   * round after it, which sees everything they were made for.
   */
  async together<Result>(name: string, work: Work<Result>): Promise<Result> {
    const waiting = this.#nextRound.get(name) as Promise<Result> | undefined
    if (waiting) return waiting
    const round = this.inTurn(name, (signal) => {
      this.#nextRound.delete(name)
      return work(signal)
    })
    this.#nextRound.set(name, round)
    return round
  }

  /** Nothing more begins, and running work is told to end. */
  tellToEnd(): void {
    this.#controller.abort()
  }

  /** Returns whether all of it ended within this many milliseconds. */
  async drain(withinMs: number): Promise<boolean> {
    this.tellToEnd()
    const tooLate = new AbortController()
    const ended = Promise.allSettled(this.#running.keys()).then(() => true)
    const waited = delay(withinMs, false, { signal: tooLate.signal }).catch(() => false)
    const inTime = await Promise.race([ended, waited])
    tooLate.abort()
    return inTime
  }
}
