import { setTimeout as delay } from 'node:timers/promises'
import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'

const TRY_AGAIN_AFTER_MS = 1_000
/** Of repeated failures, one in this many is logged. */
const TOLD_EVERY = 30

/** Repeats what depends on others until they answer: nothing is lost by waiting. */
@inject()
export class InsistOnAnswers {
  constructor(private readonly logger: Logger) {}

  /** `who` is waited for. Undefined once told to end. */
  async on<Result>(
    who: string,
    work: () => Promise<Result>,
    signal: AbortSignal
  ): Promise<Result | undefined> {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        return await work()
      } catch (error) {
        if (failures % TOLD_EVERY === 0)
          this.logger.error(
            { ...withoutText(error), failures: failures + 1 },
            `intake from Kafka waits for ${who}`
          )
        await delay(TRY_AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined)
      }
    }
    return undefined
  }
}

/** A driver's message quotes the statement and the values in it. */
export function withoutText(error: unknown): { error?: string; code?: string } {
  const { name, code } = (error ?? {}) as { name?: string; code?: string }
  return { error: name, code }
}
