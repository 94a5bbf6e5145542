export type HealthStatus = 'pass' | 'warn' | 'fail'

/** What one check saw, judged. */
export interface Observation {
  status: HealthStatus
  /** What it is about, where a check looks at several things of a kind. */
  componentId?: string
  observedValue: number | string | null
  /** `s`, `ms`; none for counts and shares. */
  observedUnit?: 's' | 'ms'
  /** Above this it is worth a look. */
  warnAbove?: number
  /** Above this somebody must act. */
  failAbove?: number
  /** In plain words: what is the matter, and what to do. Never a phone number, a name or a text. */
  output: string
}

/** One thing that can be the matter. Reads cheaply, however many messages there are. */
export abstract class HealthCheck {
  /** For `--only`, tables and performance data. */
  abstract readonly name: string
  /** `component:measurement`, as in draft-inadarei-api-health-check. */
  abstract readonly key: string
  abstract observe(): Promise<Observation[]>
}

/** Above the one limit a warning, above the other a failure. */
export function judge(value: number, limits: { warnAbove?: number; failAbove?: number }) {
  if (limits.failAbove !== undefined && value > limits.failAbove) return 'fail'
  if (limits.warnAbove !== undefined && value > limits.warnAbove) return 'warn'
  return 'pass'
}
