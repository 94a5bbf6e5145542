import type { HealthCheckResult } from '#monitoring/health/health_report'
import { Component, instant, listOf, number, object, oneOf, text } from '#openapi/schema'

const STATUS = oneOf(['pass', 'warn', 'fail'])

interface Check extends Omit<HealthCheckResult, 'key' | 'name' | 'worthSaying'> {
  componentType: string
  time: string
}

const CHECK = object<Check>(
  {
    componentType: oneOf(['datastore', 'component']),
    status: STATUS,
    observedValue: { type: ['number', 'string', 'null'] },
    observedUnit: text(),
    thresholds: object<{ warn: number; fail: number }>(
      { warn: number(), fail: number() },
      { optional: ['warn', 'fail'] }
    ),
    time: instant(),
    output: text('What is wrong, and what to do; missing if it passes.'),
  },
  { optional: ['thresholds', 'output'] }
)

interface Report {
  status: string
  version: string
  description: string
  checks: unknown
}

export const Health = new Component(
  'Health',
  object<Report>(
    {
      status: STATUS,
      version: text(),
      description: text(),
      checks: {
        type: 'object',
        additionalProperties: listOf(CHECK),
        description: 'By `component:measurement`.',
      },
    },
    {
      optional: ['version', 'description', 'checks'],
      description: 'Without the secret, `status` alone.',
    }
  )
)

export const Verdict = new Component(
  'Verdict',
  object<{ status: string }>({ status: oneOf(['pass', 'fail']) })
)
