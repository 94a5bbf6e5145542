import { inject } from '@adonisjs/core'
import { onFirstUse } from '#services/on_first_use'
import { RunningWork } from '#services/running_work'
import { OpenTelemetryConfig } from '#settings/open_telemetry_config'

/** The metrics of the whole installation, whichever process is asked. */
@inject()
export class MetricsService {
  constructor(
    private readonly work: RunningWork,
    private readonly openTelemetry: OpenTelemetryConfig
  ) {}

  /** In the text format of Prometheus. `version`: of Rappel. */
  collect(version: string) {
    return this.work.perform(
      () => import('#monitoring/metrics/collect_metrics').then((part) => part.CollectMetrics),
      (metrics) => metrics.run(version)
    )
  }

  /**
   * Posts the metrics to the collector in each interval, until the process is told to end. Returns
   * at once if this process is already doing so, or if there is no collector.
   */
  async keepExporting() {
    if (!this.#hasCollector) return
    const keep = onFirstUse(
      () => import('#services/keep_exporting').then(({ KeepExporting }) => KeepExporting),
      (exporting, signal) => exporting.during(() => this.export(), signal)
    )
    await this.work.once('exports of metrics', keep)
  }

  /** Posts the metrics of this interval, unless it is done or there is no collector. */
  async export() {
    if (!this.#hasCollector) return
    await this.work.perform(
      () => import('#monitoring/open_telemetry/export_metrics').then((part) => part.ExportMetrics),
      (metrics, signal) => metrics.run({ signal }),
      'export of metrics'
    )
  }

  get #hasCollector(): boolean {
    return this.openTelemetry.settings.url !== undefined
  }
}
