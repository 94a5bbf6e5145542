/** Before the name of each metric. */
export const METRIC_PREFIX = 'rappel_'

/** One line of a metric. */
export interface Sample {
  /** After the name of the metric: `_bucket`, `_sum` and `_count` of a histogram. */
  suffix?: string
  labels?: Record<string, string>
  /** NaN where it is not known. */
  value: number
}

/** A metric and its samples, for one scrape or export. */
export interface Metric {
  /** Without METRIC_PREFIX. */
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  samples: Sample[]
}
