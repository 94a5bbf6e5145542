/** Upper bounds in seconds, as Prometheus writes them. */
export const REQUEST_BUCKETS = ['0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '20', '60']

/** What took longer. */
export const LAST_BUCKET = '+Inf'

const BOUNDS_MS = REQUEST_BUCKETS.map((bound) => Number(bound) * 1_000)

/** The first bucket that a duration fits into. */
export function bucketOf(ms: number): string {
  const place = BOUNDS_MS.findIndex((bound) => ms <= bound)
  return REQUEST_BUCKETS[place] ?? LAST_BUCKET
}
