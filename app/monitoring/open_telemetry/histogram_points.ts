import type { Sample } from '#monitoring/metrics/metric'
import { attributesOf, timesOf, type CountedTimes } from './number_points.js'

const LAST_BOUND = '+Inf'

/**
 * A point for each set of labels. The buckets of Prometheus contain those before them; here each
 * has its own count, and the last, above all bounds, has none.
 */
export function histogramPoints(samples: Sample[], times: CountedTimes) {
  const series = Map.groupBy(samples, ({ labels = {} }) =>
    JSON.stringify({ ...labels, le: undefined })
  )
  return [...series].map(([labels, parts]) => {
    const buckets = parts.filter(({ suffix }) => suffix === '_bucket')
    return {
      attributes: attributesOf(JSON.parse(labels)),
      ...timesOf(times),
      count: String(valueOf(parts, '_count')),
      sum: valueOf(parts, '_sum'),
      bucketCounts: buckets.map(({ value }, place) =>
        String(value - (place > 0 ? buckets[place - 1].value : 0))
      ),
      explicitBounds: buckets
        .map(({ labels: { le } = {} }) => le)
        .filter((bound) => bound !== LAST_BOUND)
        .map(Number),
    }
  })
}

function valueOf(parts: Sample[], suffix: string): number {
  return parts.find((part) => part.suffix === suffix)?.value ?? 0
}
