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

  #failures = 0

  /**
   * Returns when it is told to end. A round that fails, with the database away for example, is followed by the next.
   * `begin` is not waited for: a job that takes long holds up no schedule.
   */
  async during(
    fire: () => Promise<unknown>,
    begin: () => Promise<unknown>,
    signal: AbortSignal
  ): Promise<void> {
    while (!signal.aborted) {
      if (await this.#try(fire)) void this.#try(begin)
      await this.#nextSecond(signal)
    }
  }

  async #try(step: () => Promise<unknown>): Promise<boolean> {
    try {
      await step()
      this.#failures = 0
      return true
    } catch (error) {
      if (this.#failures++ % TOLD_EVERY === 0)
        this.logger.error({ err: error }, 'schedules were not fired')
      return false
    }
  }

  async #nextSecond(signal: AbortSignal): Promise<void> {
    const next = (Math.floor(this.clock.nowMs() / SECOND_MS) + 1) * SECOND_MS
    await this.clock.sleepUntil(next, signal)
  }
}
