import { html, json, type Answer, type Reply } from '#emulator/answer'
import {
  contractExpired,
  gatewayError,
  noCredit,
  noValidAddress,
  textTooLong,
  unknownClient,
} from '#emulator/error_answers'

/** Late, but within a patient client's timeout. */
const SLOW_MS = 2000
const BAD_GATEWAY_PAGE =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

/** The message is not accepted. */
interface Refusal {
  about: string
  /** `send`: one SMS · `token`: the token endpoint · `server`: every endpoint of Orange. */
  scope: 'send' | 'token' | 'server'
  /** The token of the request becomes invalid. */
  expiresToken?: true
  refuse(address: string): Answer
}

/** The message is accepted, but the client learns of it late, incompletely or not at all. */
interface Acceptance {
  about: string
  scope: 'send'
  outcome: `accepted${string}`
  answer(created: Reply, delayMs?: number): Answer
}

export type Fault = Refusal | Acceptance

const refusing = (about: string, refuse: Refusal['refuse'], more: Partial<Refusal> = {}) => {
  return { about, scope: 'send', refuse, ...more } as Refusal
}
const accepting = (
  about: string,
  outcome: Acceptance['outcome'],
  answer: Acceptance['answer']
): Acceptance => ({ about, scope: 'send', outcome, answer })

const reset = (): Answer => ({ kind: 'reset' })
const hang = (): Answer => ({ kind: 'hang' })

/** Every fault, by the name that `--fault`, the magic numbers and the journal use. */
export const FAULTS = {
  throttled: refusing('403 code 53: too many requests', () => gatewayError(403, 53)),
  throttled_429: refusing('429 code 53: too many requests', () => gatewayError(429, 53)),
  expired_token: refusing('401 code 42: this token has expired', () => gatewayError(401, 42), {
    expiresToken: true,
  }),
  bad_credentials: refusing('401 code 41: credentials refused', () => gatewayError(401, 41)),
  no_credit: refusing('403 POL0001: no units left', noCredit),
  contract_expired: refusing('403 POL0001: "Expired contract"', contractExpired),
  wrong_sender: refusing('400 code 20: sender address refused', () => gatewayError(400, 20)),
  invalid_number: refusing('400 SVC0004: no valid address', noValidAddress),
  refused_text: refusing('400 SVC0280: text too long', textTooLong),
  transient: refusing('408 code 63: may be retried', () => gatewayError(408, 63)),
  unavailable: refusing('503 code 5: service unavailable', () => gatewayError(503, 5)),
  internal_error: refusing('500 code 1', () => gatewayError(500, 1)),
  bad_gateway: refusing('502 with a page of HTML', () => html(502, BAD_GATEWAY_PAGE)),
  gateway_timeout: refusing('504 code 6', () => gatewayError(504, 6)),
  reset_before_accept: refusing('connection reset, nothing taken', reset),
  hang_before_accept: refusing('nothing taken, never an answer', hang),

  gateway_timeout_after_accept: accepting('taken, 504', 'accepted_then_gateway_timeout', () =>
    gatewayError(504, 6)
  ),
  reset_after_accept: accepting('taken, connection reset', 'accepted_then_reset', reset),
  hang: accepting('taken, never an answer', 'accepted_then_hang', hang),
  truncated_201: accepting('taken, 201 cut short', 'accepted_then_truncated', (reply) => {
    return { kind: 'truncated', reply }
  }),
  accepted_without_id: accepting('taken, 201 without an id', 'accepted_without_id', () =>
    json(201, {})
  ),
  slow: accepting('taken, 201 two seconds late', 'accepted', (reply, delayMs = SLOW_MS) => {
    return { ...reply, delayMs }
  }),

  invalid_client: refusing('tokens: 401 invalid_client', unknownClient, { scope: 'token' }),
  token_throttled: refusing('tokens: 429 code 53', () => gatewayError(429, 53), { scope: 'token' }),
  token_unavailable: refusing('tokens: 503 code 5', () => gatewayError(503, 5), { scope: 'token' }),
  outage: refusing('everything: 503 code 5', () => gatewayError(503, 5), { scope: 'server' }),
  outage_reset: refusing('everything: connection reset', reset, { scope: 'server' }),
} satisfies Record<string, Fault>

export type FaultName = keyof typeof FAULTS

export function faultNamed(name: FaultName): Fault {
  return FAULTS[name]
}

export function isFaultName(name: unknown): name is FaultName {
  return typeof name === 'string' && Object.hasOwn(FAULTS, name)
}
