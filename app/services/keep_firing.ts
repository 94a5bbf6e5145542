import { setTimeout as delay } from 'node:timers/promises'
import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Clock } from '#app/clock'
import { inBackground } from '#promises/in_background'

const SECOND_MS = 1_000
/** Of consecutive failing rounds, one in this many is logged. */
const TOLD_EVERY = 60

/**
 * Runs something just after each whole second, when schedules are due. A ticker would keep the
 * phase of its start, and could be late by nearly a second every time.
 */
@inject()
export class KeepFiring {
  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  readonly #failures = new Map<string, number>()

  /**
   * Returns when told to end. A failing round (with the database unreachable, for example) is
   * followed by the next. Jobs start after each round, and also during one that takes longer than a
   * second: neither firing nor a long job holds up the others. `begin` returns how many it started,
   * and is called again at once until that is 0.
   */
  async during(
    fire: () => Promise<unknown>,
    begin: () => Promise<number>,
    signal: AbortSignal
  ): Promise<void> {
    const beginAll = () =>
      inBackground(
        () =>
          this.#try('jobs were not begun', async () => {
            while ((await begin()) > 0 && !signal.aborted);
          }),
        (error) => this.logger.error({ err: error }, 'jobs were not begun')
      )
    let round: Promise<void> | undefined
    while (!signal.aborted) {
      if (round) beginAll()
      round ??= this.#try('schedules were not fired', fire).then(() => {
        round = undefined
        beginAll()
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
   * Uses a timer, not `sleepUntil`: a clock that is set back must not delay everything. A timer may
   * fire a millisecond early: then nothing is due, and the second is waited for again.
   */
  async #nextSecond(signal: AbortSignal): Promise<void> {
    const left = SECOND_MS - (this.clock.nowMs() % SECOND_MS)
    await delay(left, undefined, { signal }).catch(() => undefined)
  }
}
