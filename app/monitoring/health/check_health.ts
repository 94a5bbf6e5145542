import { setTimeout as delay } from 'node:timers/promises'
import { type Clock } from '#app/clock'
import type { HealthCheck } from '#monitoring/health/health_check'
import { worst, type HealthReport, type Measurement } from '#monitoring/health/health_report'

/** Milliseconds after which a check is not waited for any longer. */
const CHECK_TIMEOUT_MS = 5_000

/** Runs the checks side by side. One that throws or hangs could not find out; the others still do. */
export class CheckHealth {
  constructor(
    private readonly checks: HealthCheck[],
    private readonly clock: Clock,
    private readonly timeoutMs = CHECK_TIMEOUT_MS
  ) {}

  async run({ only }: { only?: string } = {}): Promise<HealthReport> {
    const chosen = this.checks.filter(({ name }) => only === undefined || name === only)
    if (chosen.length === 0)
      throw new UnknownHealthCheck(
        only!,
        this.checks.map(({ name }) => name)
      )

    const measurements = (await Promise.all(chosen.map((check) => this.#measure(check)))).flat()
    return {
      status: worst(measurements.map(({ status }) => status)),
      time: this.clock.now().toISO(),
      measurements,
    }
  }

  async #measure(check: HealthCheck): Promise<Measurement[]> {
    const { name, key } = check
    const impatience = new AbortController()
    try {
      const observations = await Promise.race([
        check.observe(),
        delay(this.timeoutMs, undefined, { signal: impatience.signal }).then(() => {
          throw new Error(`no answer in ${this.timeoutMs / 1000} seconds`)
        }),
      ])
      return observations.map((observation) => ({ name, key, ...observation }))
    } catch (error) {
      return [{ name, key, status: 'unknown', observedValue: null, output: couldNotFindOut(error) }]
    } finally {
      impatience.abort()
    }
  }
}

export class UnknownHealthCheck extends Error {
  constructor(
    readonly name: string,
    readonly known: string[]
  ) {
    super(`There is no check "${name}", there are: ${known.join(', ')}`)
  }
}

const NO_TABLES = /no such table|relation .* does not exist/i

function couldNotFindOut(error: any): string {
  const message = error?.message || error?.code || String(error)
  return NO_TABLES.test(message)
    ? 'could not find out: the database has not been set up; run "node ace migration:run"'
    : `could not find out: ${message}`
}
