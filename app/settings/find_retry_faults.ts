import { isObject } from '#values/is_object'
type Fault = (key: string, value: unknown, allowed: string) => void
type Fields = Record<string, unknown>

/** The range of each number of a retry policy: whole numbers unless `real`. */
const NUMBERS: Record<string, { min: number; max: number; real?: true }> = {
  delayMinutes: { min: 0.01, max: 1_440, real: true },
  stepMinutes: { min: 0.01, max: 1_440, real: true },
  multiplier: { min: 1, max: 10, real: true },
  maxDelayMinutes: { min: 0.01, max: 10_080, real: true },
  jitter: { min: 0, max: 1, real: true },
  maxRetries: { min: 0, max: 100 },
  retryForMinutes: { min: 1, max: 43_200, real: true },
}

const MINUTES_OF_A_STEP = NUMBERS.maxDelayMinutes
const MOST_STEPS = 100

/** The required and optional keys of each kind. */
const KINDS: Record<string, { required: string[]; optional: string[] }> = {
  exponential: {
    required: ['delayMinutes', 'multiplier', 'maxDelayMinutes'],
    optional: ['jitter'],
  },
  linear: { required: ['stepMinutes', 'maxDelayMinutes'], optional: ['jitter'] },
  steps: { required: ['minutes'], optional: ['jitter'] },
  immediate_first: { required: ['then'], optional: [] },
}
const ALL_KINDS = Object.keys(KINDS)
const TIMED_KINDS = ALL_KINDS.filter((kind) => kind !== 'immediate_first')

const LIMITS = ['maxRetries', 'retryForMinutes']
const WORD = /^[a-z0-9_]{1,100}$/

/** Every invalid key of `retry.byType`, with its value and what is allowed. */
export function findRetryFaults(byType: unknown): string[] {
  if (!isObject(byType)) {
    return [sentence('retry.byType', byType, 'an object of message types and their policies')]
  }
  return Object.entries(byType).flatMap(([type, policy]) =>
    findRetryPolicyFaults(`retry.byType.${type}`, policy)
  )
}

/** The same for one policy; `key` is its name in the messages. */
export function findRetryPolicyFaults(key: string, policy: unknown): string[] {
  const faults: string[] = []
  const fault: Fault = (...parts) => faults.push(sentence(...parts))

  if (!findWaitFaults(key, policy, ALL_KINDS, [...LIMITS, 'neverFor', 'byReason'], fault))
    return faults
  findLimitFaults(key, policy, fault)
  findWordFaults(`${key}.neverFor`, policy.neverFor, fault)
  findReasonFaults(`${key}.byReason`, policy.byReason, fault)
  return faults
}

/** Returns whether it is an object of a known kind, so that more can be checked. */
function findWaitFaults(
  key: string,
  waits: unknown,
  kinds: string[],
  alsoAllowed: string[],
  fault: Fault
): waits is Fields {
  if (!isObject(waits)) {
    fault(key, waits, `an object with a kind: ${kinds.join(', ')}`)
    return false
  }
  if (typeof waits.kind !== 'string' || !kinds.includes(waits.kind)) {
    fault(`${key}.kind`, waits.kind, kinds.join(', '))
    return false
  }
  const { required, optional } = KINDS[waits.kind]
  for (const name of [...required, ...optional]) {
    if (optional.includes(name) && waits[name] === undefined) continue
    if (name === 'minutes') findStepFaults(`${key}.minutes`, waits.minutes, fault)
    else if (name === 'then') findWaitFaults(`${key}.then`, waits.then, TIMED_KINDS, [], fault)
    else findNumberFault(key, name, waits, fault)
  }
  const allowed = ['kind', ...required, ...optional, ...alsoAllowed]
  for (const name of Object.keys(waits).filter((each) => !allowed.includes(each))) {
    fault(`${key}.${name}`, waits[name], `no such key; use one of: ${allowed.join(', ')}`)
  }
  return true
}

function findLimitFaults(key: string, policy: Fields, fault: Fault, required = true): void {
  const given = LIMITS.filter((name) => policy[name] !== undefined)
  if (given.length === 2) {
    const others = `only without maxRetries, which is ${JSON.stringify(policy.maxRetries)}`
    fault(`${key}.retryForMinutes`, policy.retryForMinutes, others)
  }
  if (given.length === 0 && required) {
    fault(
      `${key}.maxRetries`,
      undefined,
      'a whole number from 0 to 100, or retryForMinutes instead'
    )
  }
  for (const name of given) findNumberFault(key, name, policy, fault)
}

function findStepFaults(key: string, minutes: unknown, fault: Fault): void {
  const { min, max } = MINUTES_OF_A_STEP
  const usable =
    Array.isArray(minutes) &&
    minutes.length >= 1 &&
    minutes.length <= MOST_STEPS &&
    minutes.every((each) => typeof each === 'number' && each >= min && each <= max)
  if (!usable) fault(key, minutes, `a list of 1 to ${MOST_STEPS} numbers from ${min} to ${max}`)
}

function findWordFaults(key: string, words: unknown, fault: Fault): void {
  if (words === undefined) return
  const usable =
    Array.isArray(words) && words.every((word) => typeof word === 'string' && WORD.test(word))
  if (!usable) fault(key, words, 'a list of reasons or outcomes such as "request_timeout"')
}

function findReasonFaults(key: string, byReason: unknown, fault: Fault): void {
  if (byReason === undefined) return
  if (!isObject(byReason)) return fault(key, byReason, 'an object of reasons and their waits')
  for (const [reason, waits] of Object.entries(byReason)) {
    if (findWaitFaults(`${key}.${reason}`, waits, ALL_KINDS, LIMITS, fault)) {
      findLimitFaults(`${key}.${reason}`, waits, fault, false)
    }
  }
}

function findNumberFault(key: string, name: string, fields: Fields, fault: Fault): void {
  const { min, max, real } = NUMBERS[name]
  const value = fields[name]
  const usable =
    typeof value === 'number' && value >= min && value <= max && (real || Number.isInteger(value))
  if (usable) return
  fault(`${key}.${name}`, value, `${real ? 'a number' : 'a whole number'} from ${min} to ${max}`)
}

function sentence(key: string, value: unknown, allowed: string): string {
  const written = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return `${key} is ${written}, allowed: ${allowed}`
}
