import { inject } from '@adonisjs/core'
import { RunningWork } from '#services/running_work'

/** The metrics of the whole installation, whichever process is asked. */
@inject()
export class MetricsService {
  constructor(private readonly work: RunningWork) {}

  /** In the text format of Prometheus. `version`: of Rappel. */
  collect(version: string) {
    return this.work.perform(
      () => import('#monitoring/metrics/collect_metrics').then((part) => part.CollectMetrics),
      (metrics) => metrics.run(version)
    )
  }
}
