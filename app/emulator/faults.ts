import { gatewayError, policyException, serviceException, type Reaction } from '#emulator/reactions'

/** What the emulator can be told to do instead of accepting. Bodies as Orange sends them, where that is known. */
const FAULTS = {
  throttled: () => refuse(403, gatewayError(53, 'Too many requests', 'spike arrest limit')),
  throttled_429: () => refuse(429, gatewayError(53, 'Too many requests', 'spike arrest limit')),
  expired_token: () =>
    refuse(
      401,
      gatewayError(
        42,
        'Expired credentials',
        'The requested service needs credentials, but the ones provided were out-of-date.'
      )
    ),
  bad_credentials: () =>
    refuse(
      401,
      gatewayError(
        41,
        'Invalid credentials',
        'The requested service needs credentials, but the ones provided were invalid.'
      )
    ),
  no_credit: () => refuse(403, policyException('POL0001', 'Insufficient credit: no units left')),
  contract_expired: () => refuse(403, policyException('POL0001', 'Expired contract')),
  invalid_number: () => refuse(400, serviceException('SVC0004', 'address')),
  refused_text: () => refuse(400, serviceException('SVC0280', 'message')),
  transient: () =>
    refuse(
      408,
      gatewayError(63, 'Request timeout', 'The server timed out waiting for the request.')
    ),
  unavailable: () =>
    refuse(503, gatewayError(5, 'Service unavailable', 'The service is temporarily unavailable.')),
  internal_error: () => refuse(500, gatewayError(1, 'Internal error', 'The service failed.')),
  bad_gateway: () => refuse(502, '<html><body><h1>502 Bad Gateway</h1></body></html>'),
  gateway_timeout: () => refuse(504, gatewayError(6, 'Gateway timeout', 'The backend is silent.')),
  reset_before_accept: () => ({ accepts: false, ending: 'reset' }),
  hang_before_accept: () => ({ accepts: false, ending: 'hang' }),
  reset_after_accept: () => ({ accepts: true, ending: 'reset' }),
  hang: () => ({ accepts: true, ending: 'hang' }),
  truncated_201: () => ({ accepts: true, ending: 'truncate' }),
  accepted_without_id: () => ({ accepts: true, ending: 'answer', withoutId: true }),
  slow: () => ({ accepts: true, ending: 'answer', delayMs: SLOW_MS }),
} satisfies Record<string, () => Reaction>

export type FaultName = keyof typeof FAULTS
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[]

/** Milliseconds that a slow answer takes: within a patient client's timeout. */
const SLOW_MS = 2_000

export function reactionTo(fault: FaultName): Reaction {
  return FAULTS[fault]()
}

/** `always`, the next n sends, or a share of them from 0 to 1. */
export interface FaultRule {
  name: FaultName
  share: number
  times: number
}

/** Reads `throttled`, `throttled:0.1`, `throttled:3` or `expired_token:once`. */
export function parseFaultRule(text: string): FaultRule {
  const [name, amount = 'always'] = text.split(':')
  if (!FAULT_NAMES.includes(name as FaultName)) {
    throw new Error(`There is no fault "${name}". Known are: ${FAULT_NAMES.join(', ')}`)
  }
  if (amount === 'always')
    return { name: name as FaultName, share: 1, times: Number.POSITIVE_INFINITY }
  if (amount === 'once') return { name: name as FaultName, share: 1, times: 1 }
  const value = Number(amount)
  if (!(value > 0) || (value > 1 && !Number.isInteger(value))) {
    throw new Error(
      `"${text}": after the colon comes "once", a share below 1 such as 0.1, or a whole number of times`
    )
  }
  return value < 1
    ? { name: name as FaultName, share: value, times: Number.POSITIVE_INFINITY }
    : { name: name as FaultName, share: 1, times: value }
}

/** Which sends go wrong, by the rules given; with the same seed the same ones. */
export class FaultPlan {
  #rules: FaultRule[] = []
  #state: number

  constructor(seed = 1) {
    this.#state = seed >>> 0
  }

  set(rules: FaultRule[]): void {
    this.#rules = rules.map((rule) => ({ ...rule }))
  }

  next(): FaultName | undefined {
    for (const rule of this.#rules) {
      if (rule.times <= 0 || (rule.share < 1 && this.#random() >= rule.share)) continue
      rule.times -= 1
      return rule.name
    }
    return undefined
  }

  /** Mulberry32: small, and enough to spread faults. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function refuse(status: number, body: object | string): Reaction {
  return { accepts: false, ending: 'answer', status, body }
}
