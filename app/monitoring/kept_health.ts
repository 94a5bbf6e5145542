import type { HealthReport } from '#monitoring/check_health'

interface Kept {
  report: Promise<HealthReport>
  until: number
}

/**
 * The health reports of a process, each kept for a moment: anybody may ask for health, and a report
 * costs two dozen queries. Requests that come while one is made wait for it.
 */
export class KeptHealth {
  readonly #kept = new Map<string, Kept>()

  /** Milliseconds that only go forwards. */
  constructor(private readonly now = () => performance.now()) {}

  /** `name` tells reports of different checks apart; kept for this long once it is made. */
  async get(name: string, ms: number, make: () => Promise<HealthReport>): Promise<HealthReport> {
    const kept = this.#kept.get(name)
    if (kept && this.now() < kept.until) return kept.report

    const fresh: Kept = { report: make(), until: Infinity }
    this.#kept.set(name, fresh)
    try {
      const report = await fresh.report
      fresh.until = this.now() + ms
      return report
    } catch (error) {
      fresh.until = 0
      throw error
    }
  }
}
