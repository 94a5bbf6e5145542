import { test } from '@japa/runner'
import fc from 'fast-check'
import {
  decideAlert,
  type AlertRules,
  type Found,
  type IncidentState,
  type NoticeKind,
} from '#alerts/decide_alert'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

const RULES: AlertRules = {
  breaches: { warn: 5, fail: 2 },
  calms: 10,
  remindHours: { warn: 24, fail: 4 },
  leastSeverity: 'warn',
}

interface Step {
  found: Found
  acknowledge: boolean
  minutes: number
}

interface Told {
  kind: NoticeKind
  step: number
  atMs: number
  /** The state before it. */
  before: IncidentState | null
}

/** The whole life of a rule: what was told, at which step. */
function follow(steps: Step[], rules = RULES) {
  const told: Told[] = []
  const states: (IncidentState | null)[] = []
  let state: IncidentState | null = null
  let nowMs = 0
  steps.forEach(({ found, acknowledge, minutes }, step) => {
    nowMs += minutes * MINUTE_MS
    if (acknowledge && state?.status === 'open') state = { ...state, isAcknowledged: true }
    const before = state
    const decision = decideAlert(before, found, { rules, nowMs })
    if (decision.tell) told.push({ kind: decision.tell, step, atMs: nowMs, before })
    state = decision.state
    states.push(state)
  })
  return { told, states }
}

const repeated = (...parts: [found: Found, times: number][]) =>
  parts.flatMap(([found, times]) =>
    Array.from({ length: times }, () => ({ found, acknowledge: false, minutes: 1 }))
  )

const kindsOf = (steps: Step[]) => follow(steps).told.map(({ kind }) => kind)

const anySteps = fc.array(
  fc.record({
    found: fc.constantFrom<Found>('calm', 'warn', 'fail'),
    acknowledge: fc.boolean(),
    minutes: fc.constantFrom(1, 1, 1, 30, 300),
  }),
  { maxLength: 300 }
)

/** Runs of the same finding, which random steps rarely have. */
const anyRuns = fc
  .array(fc.tuple(fc.constantFrom<Found>('calm', 'warn', 'fail'), fc.integer({ min: 1, max: 15 })))
  .map((runs) => repeated(...runs))

const anyLife = fc.oneof(anySteps, anyRuns)

const anyRules: fc.Arbitrary<AlertRules> = fc.record({
  breaches: fc.record({
    warn: fc.integer({ min: 1, max: 8 }),
    fail: fc.integer({ min: 1, max: 8 }),
  }),
  calms: fc.integer({ min: 1, max: 12 }),
  remindHours: fc.record({ warn: fc.constantFrom(1, 24), fail: fc.constantFrom(1, 4) }),
  leastSeverity: fc.constantFrom('warn', 'fail'),
})

test.group('An alert is decided', () => {
  test('after five minutes of a warning, or two of something critical', ({ assert }) => {
    assert.isEmpty(kindsOf(repeated(['warn', 4], ['calm', 1], ['warn', 4])))
    assert.deepEqual(kindsOf(repeated(['warn', 5])), ['opened'])
    assert.isEmpty(kindsOf(repeated(['fail', 1], ['calm', 1], ['fail', 1])))
    assert.deepEqual(kindsOf(repeated(['fail', 2])), ['opened'])
  })

  test('to be over after ten minutes in a row without it', ({ assert }) => {
    const nearly = repeated(['fail', 2], ['calm', 9], ['fail', 1], ['calm', 9])
    assert.deepEqual(kindsOf(nearly), ['opened'])
    assert.deepEqual(kindsOf([...nearly, ...repeated(['calm', 1])]), ['opened', 'recovered'])
  })

  test('to be worse once it is critical, and not to be better before it is over', ({ assert }) => {
    const steps = repeated(['warn', 5], ['fail', 2], ['warn', 30], ['fail', 9], ['calm', 10])
    assert.deepEqual(kindsOf(steps), ['opened', 'worsened', 'recovered'])
  })

  test('again every few hours, until somebody is on it', ({ assert }) => {
    const open = repeated(['fail', 2])
    const hours = (count: number): Step[] =>
      Array.from({ length: count }, () => ({ found: 'fail', acknowledge: false, minutes: 60 }))
    assert.deepEqual(kindsOf([...open, ...hours(9)]), ['opened', 'reminder', 'reminder'])
    const taken: Step = { found: 'fail', acknowledge: true, minutes: 1 }
    assert.deepEqual(kindsOf([...open, taken, ...hours(9)]), ['opened'])
  })

  test('of critical findings alone, where people want no others', ({ assert }) => {
    const rules: AlertRules = { ...RULES, leastSeverity: 'fail' }
    assert.isEmpty(follow(repeated(['warn', 60]), rules).told)
    const { told } = follow(repeated(['fail', 2], ['warn', 10]), rules)
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ['opened', 'recovered']
    )
  })

  test('one at a time: it opens, may be told again, and is over, in this order', () => {
    fc.assert(
      fc.property(anyLife, anyRules, (steps, rules) => {
        let isOpen = false
        for (const { kind } of follow(steps, rules).told) {
          if ((kind === 'opened') === isOpen) return false
          isOpen = kind !== 'recovered'
        }
        return true
      })
    )
  })

  test('never by what comes and goes faster than the rules say', () => {
    fc.assert(
      fc.property(anyLife, anyRules, (steps, rules) => {
        const found = steps.map((step) => step.found)
        const isTrouble = (one: Found) =>
          one === 'fail' || (one === 'warn' && rules.leastSeverity === 'warn')
        return follow(steps, rules).told.every(({ kind, step }) => {
          const last = (count: number) => found.slice(Math.max(0, step + 1 - count), step + 1)
          if (kind === 'opened') {
            const { warn, fail } = rules.breaches
            const isCritical =
              last(fail).length === fail && last(fail).every((one) => one === 'fail')
            const isLong = last(warn).length === warn && last(warn).every(isTrouble)
            return isCritical || (rules.leastSeverity === 'warn' && isLong)
          }
          if (kind === 'recovered')
            return last(rules.calms).length === rules.calms && !last(rules.calms).some(isTrouble)
          return true
        })
      })
    )
  })

  test('again only hours later, to nobody who is on it, and worse only once', () => {
    fc.assert(
      fc.property(anyLife, anyRules, (steps, rules) => {
        const { told } = follow(steps, rules)
        return told.every(({ kind, atMs, before }, index) => {
          if (kind === 'worsened') return before!.severity === 'warn'
          if (kind !== 'reminder') return true
          const wait = rules.remindHours[before!.severity] * HOUR_MS
          return !before!.isAcknowledged && atMs - told[index - 1].atMs >= wait
        })
      })
    )
  })

  test('with at most one opening in as many minutes as it takes to open and to end', () => {
    fc.assert(
      fc.property(anyLife, anyRules, (steps, rules) => {
        const openings = follow(steps, rules).told.filter(({ kind }) => kind === 'opened').length
        const shortest = Math.min(rules.breaches.warn, rules.breaches.fail) + rules.calms
        return openings <= Math.ceil(steps.length / shortest)
      })
    )
  })
})
