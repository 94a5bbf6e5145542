import env from '#start/env'
import monitoring from '#config/monitoring'
import { defineOpenTelemetry, metricsUrl } from '#settings/open_telemetry_config'

const endpoint = env.get('OTEL_EXPORTER_OTLP_ENDPOINT')

/*
|--------------------------------------------------------------------------
| Metrics for a collector
|--------------------------------------------------------------------------
|
| What GET /metrics says, posted to an OpenTelemetry collector as OTLP/HTTP in
| JSON. Without an endpoint nothing connects (docs/metrics.md).
|
*/
export default defineOpenTelemetry({
  /**
   * Where metrics are posted; empty: nowhere (OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, or `/v1/metrics`
   * below OTEL_EXPORTER_OTLP_ENDPOINT).
   */
  url: env.get('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT') ?? (endpoint && metricsUrl(endpoint)),
  /** Sent with each post (OTEL_EXPORTER_OTLP_HEADERS). */
  headers: env.get('OTEL_EXPORTER_OTLP_HEADERS'),
  /** What the collector calls this installation: `service.name` (OTEL_SERVICE_NAME). */
  serviceName: env.get('OTEL_SERVICE_NAME'),
  /** `service.version`. */
  version: monitoring.version,

  /** Milliseconds between two posts of all schedulers together (OTEL_METRIC_EXPORT_INTERVAL). */
  intervalMs: env.get('OTEL_METRIC_EXPORT_INTERVAL'),
  /** Milliseconds for one post; never more than intervalMs (OTEL_EXPORTER_OTLP_TIMEOUT). */
  timeoutMs: env.get('OTEL_EXPORTER_OTLP_TIMEOUT'),
  /** Bytes of an answer that are read. */
  largestAnswerBytes: 65_536,
  /** Private addresses that may be called all the same (ALLOW_PRIVATE_ADDRESSES). */
  allowedAddresses: env.get('ALLOW_PRIVATE_ADDRESSES'),
})
