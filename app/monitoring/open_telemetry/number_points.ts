import type { Sample } from '#monitoring/metrics/metric'

/** Epoch milliseconds: of the values, and of the start of what is counted. */
export interface CountedTimes {
  sinceMs: number
  atMs: number
}

/** The flag of a point without a value: FLAG_NO_RECORDED_VALUE. */
const NOT_KNOWN = 1

/** Points of sums, with `sinceMs`, and of gauges. All are doubles, so that no series changes its kind. */
export function numberPoints(samples: Sample[], times: { sinceMs?: number; atMs: number }) {
  return samples.map(({ labels, value }) => ({
    attributes: attributesOf(labels),
    ...timesOf(times),
    ...(Number.isNaN(value) ? { flags: NOT_KNOWN } : { asDouble: value }),
  }))
}

export function attributesOf(labels: Record<string, string> = {}) {
  return Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }))
}

export function timesOf({ sinceMs, atMs }: { sinceMs?: number; atMs: number }) {
  return {
    ...(sinceMs !== undefined && { startTimeUnixNano: nanoseconds(sinceMs) }),
    timeUnixNano: nanoseconds(atMs),
  }
}

/** As a text: they are more than a number holds exactly. */
function nanoseconds(ms: number): string {
  return `${ms}000000`
}
