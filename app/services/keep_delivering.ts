import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Clock } from '#app/clock'
import { EventsConfig } from '#settings/events_config'

/** Of consecutive failing rounds, one in this many is logged. */
const TOLD_EVERY = 12

/** Tells events every few seconds, whatever becomes of a round. */
@inject()
export class KeepDelivering {
  constructor(
    private readonly clock: Clock,
    private readonly config: EventsConfig,
    private readonly logger: Logger
  ) {}

  async during(deliver: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      try {
        await deliver()
        failures = 0
      } catch (error) {
        if (failures % TOLD_EVERY === 0) this.logger.error({ err: error }, 'events were not told')
        failures += 1
      }
      await this.clock.sleep(this.config.settings.pollSeconds * 1_000, signal)
    }
  }
}
