import { FAULTS, isFaultName } from '#emulator/faults'
import type { FaultRule } from '#emulator/fault_rule'

type Restriction = Omit<FaultRule, 'fault'>

/** The short forms of restrictions, recognised by their notation. */
const FORMS: [RegExp, (value: string) => Restriction][] = [
  [/^once$/, () => ({ times: 1 })],
  [/^([1-9]\d*)x?$/, (value) => ({ times: Number(value) })],
  [/^(0?\.\d+|1\.0+)$/, (value) => ({ probability: Number(value) })],
  [/^(\d{1,3})%$/, (value) => ({ probability: Number(value) / 100 })],
  [/^after(\d+)$/, (value) => ({ after: Number(value) })],
  [/^(\d+(?:\.\d+)?)s$/, (value) => ({ forMs: Number(value) * 1000 })],
  [/^(\d+)ms$/, (value) => ({ delayMs: Number(value) })],
]

const LIMITS: Record<keyof Restriction, [least: number, most: number]> = {
  probability: [0, 1],
  times: [1, Number.MAX_SAFE_INTEGER],
  after: [0, Number.MAX_SAFE_INTEGER],
  forMs: [0, Number.MAX_SAFE_INTEGER],
  delayMs: [0, 3_600_000],
}

export class InvalidFault extends Error {
  readonly code = 'E_INVALID_FAULT'
}

/** Reads "name", "throttled:0.1", "hang:3x", "no_credit:after200", "outage:30s", "slow:10%:800ms" or a rule object. */
export function parseFault(given: unknown): FaultRule {
  if (typeof given !== 'string') return checkRule(given)
  const [name, ...parts] = given.split(':')
  return checkRule(Object.assign({ fault: name }, ...parts.map((part) => parsePart(part, given))))
}

function parsePart(part: string, given: string): Restriction {
  for (const [form, read] of FORMS) {
    const match = form.exec(part)
    if (match) return read(match[1])
  }
  throw new InvalidFault(
    `"${part}" in the fault "${given}" is not one of: once, 3x, 0.1, 10%, after200 (requests spared), 30s (duration), 800ms (delay of "slow")`
  )
}

function checkRule(given: unknown): FaultRule {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InvalidFault(
      `${JSON.stringify(given)} is not a fault such as {"fault": "throttled", "probability": 0.1}`
    )
  }
  const { fault, ...restrictions } = given as Record<string, unknown>
  if (!isFaultName(fault)) {
    throw new InvalidFault(
      `There is no fault "${String(fault)}"; use one of: ${Object.keys(FAULTS).join(', ')}`
    )
  }
  for (const [key, value] of Object.entries(restrictions)) {
    if (!Object.hasOwn(LIMITS, key)) {
      throw new InvalidFault(
        `"${key}" of the fault "${fault}" is not one of: ${Object.keys(LIMITS).join(', ')}`
      )
    }
    const [least, most] = LIMITS[key as keyof Restriction]
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      throw new InvalidFault(
        `"${key}" of the fault "${fault}" must be a number from ${least} to ${most}, got ${JSON.stringify(value)}`
      )
    }
  }
  return { ...(restrictions as Restriction), fault }
}
