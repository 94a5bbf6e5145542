import { inject } from '@adonisjs/core'
import { Clock } from '#app/clock'
import { OpenTelemetryConfig } from '#settings/open_telemetry_config'

/** Exports metrics in each interval, from its beginning on, until the process is told to end. */
@inject()
export class KeepExporting {
  constructor(
    private readonly clock: Clock,
    private readonly config: OpenTelemetryConfig
  ) {}

  /** `exportOnce` does not reject. */
  async during(exportOnce: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
    const { intervalMs } = this.config.settings
    while (!signal.aborted) {
      await exportOnce()
      await this.clock.sleep(intervalMs - (this.clock.databaseMs() % intervalMs), signal)
    }
  }
}
