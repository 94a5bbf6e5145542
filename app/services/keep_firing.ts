import { setTimeout as delay } from 'node:timers/promises'
import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Clock } from '#app/clock'

const SECOND_MS = 1_000
/** Rounds that fail one after the other are told of once in so many. */
const TOLD_EVERY = 60

/**
 * Does something just after each whole second, which is when schedules are due.
 * A ticker keeps the phase in which it was started: it may be late by nearly a second, every time.
 */
@inject()
export class KeepFiring {
  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  readonly #failures = new Map<string, number>()

  /**
   * Returns when it is told to end. A round that fails, with the database away for example, is followed by the next.
   * Jobs are begun after each round, and beside one that takes longer than a second: neither what is fired nor a job
   * that takes long holds up the others. `begin` answers how many it did, and is asked again at once until that is none.
   */
  async during(
    fire: () => Promise<unknown>,
    begin: () => Promise<number>,
    signal: AbortSignal
  ): Promise<void> {
    const beginAll = () =>
      this.#try('jobs were not begun', async () => {
        while ((await begin()) > 0 && !signal.aborted);
      })
    let round: Promise<void> | undefined
    while (!signal.aborted) {
      if (round) void beginAll()
      round ??= this.#try('schedules were not fired', fire).then(() => {
        round = undefined
        void beginAll()
      })
      await this.#nextSecond(signal)
    }
    await round
  }

  async #try(problem: string, step: () => Promise<unknown>): Promise<void> {
    try {
      await step()
      this.#failures.delete(problem)
    } catch (error) {
      const failures = this.#failures.get(problem) ?? 0
      this.#failures.set(problem, failures + 1)
      if (failures % TOLD_EVERY === 0) this.logger.error({ err: error }, problem)
    }
  }

  /**
   * By the timer, and not `sleepUntil`: a clock that is set back meanwhile must not hold up everything for as long. A
   * timer may be a millisecond early: then there is nothing to do, and the second is waited for again.
   */
  async #nextSecond(signal: AbortSignal): Promise<void> {
    const left = SECOND_MS - (this.clock.nowMs() % SECOND_MS)
    await delay(left, undefined, { signal }).catch(() => undefined)
  }
}
