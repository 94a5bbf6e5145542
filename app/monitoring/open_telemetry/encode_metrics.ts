import { METRIC_PREFIX, type Metric } from '#monitoring/metrics/metric'
import { attributesOf, numberPoints, type CountedTimes } from './number_points.js'
import { histogramPoints } from './histogram_points.js'

export interface ExportedMetrics extends CountedTimes {
  metrics: Metric[]
  /** Attributes of the resource, such as `service.name`. */
  resource: Record<string, string>
  version: string
}

/** Values are counted from the start on: AGGREGATION_TEMPORALITY_CUMULATIVE. */
const CUMULATIVE = 2

/**
 * Metrics as an ExportMetricsServiceRequest in the JSON of OTLP: 64-bit integers are texts, and
 * enumerations numbers (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). Names
 * are those of the exposition; a metric without samples is left out.
 */
export function encodeMetrics({ metrics, resource, version, ...times }: ExportedMetrics) {
  const filled = metrics.filter(({ samples }) => samples.length > 0)
  const scope = { name: 'rappel', version }
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeMetrics: [{ scope, metrics: filled.map((metric) => encodeMetric(metric, times)) }],
      },
    ],
  }
}

function encodeMetric(metric: Metric, times: CountedTimes) {
  const { name, help: description } = metric
  return {
    name: METRIC_PREFIX + name,
    description,
    ...(name.endsWith('_seconds') && { unit: 's' }),
    ...dataOf(metric, times),
  }
}

function dataOf({ type, samples }: Metric, times: CountedTimes) {
  switch (type) {
    case 'counter': {
      const dataPoints = numberPoints(samples, times)
      return { sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } }
    }
    case 'gauge':
      return { gauge: { dataPoints: numberPoints(samples, { atMs: times.atMs }) } }
    case 'histogram': {
      const dataPoints = histogramPoints(samples, times)
      return { histogram: { dataPoints, aggregationTemporality: CUMULATIVE } }
    }
    default:
      return type satisfies never
  }
}
