import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import config from '@adonisjs/core/services/config'
import { EXPOSITION_TYPE } from '#monitoring/metrics/exposition'
import { KeptMetrics } from '#monitoring/metrics/kept_metrics'
import { MetricsService } from '#services/metrics_service'

/** Metrics for Prometheus (docs/metrics.md). */
@inject()
export default class MetricsController {
  constructor(
    private readonly metrics: MetricsService,
    private readonly kept: KeptMetrics
  ) {}

  async show({ response }: HttpContext) {
    const { metricsKeptMs: ms, version } = config.get<{ metricsKeptMs: number; version: string }>(
      'monitoring'
    )
    const text = await this.kept.get('', ms, () => this.metrics.collect(version))
    response.header('Content-Type', EXPOSITION_TYPE).send(text)
  }
}
