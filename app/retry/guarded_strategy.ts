import type { Logger } from '@adonisjs/core/logger'
import type { GiveUpReason, RetryFailure, RetrySeries, RetryStrategy } from './retry_strategy.js'

/** A year: a longer wait is a mistake. */
const LONGEST_WAIT_MS = 365 * 86_400_000

/**
 * An application's own strategy, called before the outcome of a POST is recorded. If it throws or
 * returns something unusable, the default policy decides: otherwise the outcomes of a whole group
 * would be lost.
 */
export class GuardedStrategy implements RetryStrategy {
  constructor(
    private readonly messageType: string,
    private readonly own: RetryStrategy,
    private readonly otherwise: RetryStrategy,
    private readonly logger: Logger
  ) {}

  delayMs(retryCount: number, failure?: RetryFailure): number {
    return this.#ask(
      'delayMs',
      () => Math.round(this.own.delayMs(retryCount, failure)),
      (ms) => ms >= 0 && ms <= LONGEST_WAIT_MS,
      () => this.otherwise.delayMs(retryCount, failure)
    )
  }

  shouldRetry(series: RetrySeries): boolean {
    return this.#ask(
      'shouldRetry',
      () => this.own.shouldRetry(series),
      (answer) => typeof answer === 'boolean',
      () => this.otherwise.shouldRetry(series)
    )
  }

  giveUpReason(series: RetrySeries): GiveUpReason {
    return this.#ask(
      'giveUpReason',
      () => this.own.giveUpReason?.(series) ?? 'retries_used_up',
      (reason) => typeof reason === 'string',
      () => 'retries_used_up'
    )
  }

  #ask<Answer>(
    question: string,
    ask: () => Answer,
    usable: (answer: Answer) => boolean,
    otherwise: () => Answer
  ): Answer {
    try {
      const answer = ask()
      if (usable(answer)) return answer
      throw new TypeError(`${question} returned ${typeof answer} ${String(answer)}`)
    } catch (error) {
      this.logger.error(
        { err: error, messageType: this.messageType },
        'a retry strategy returned no usable answer, the default policy decides'
      )
      return otherwise()
    }
  }
}
