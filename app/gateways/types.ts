import type { GatewayReason } from './reasons.js'

/** One SMS to one number, ready to be sent. */
export interface OutboundSms {
  messageId: number
  /** E.164, for example `+237690000000`. */
  phoneNumber: string
  body: string
  /**
   * Waits for another place under the rate limit, before the same SMS is POSTed again with a new
   * token. Returns false if none was available: then it is not POSTed again. Never throws.
   */
  placeForResend?: () => Promise<boolean>
}

/**
 * The classes of an answer (the rules: app/gateways/orange/classify_answer.ts). `accepted`: the
 * operator has it, with or without a usable id. `ambiguous`: it may have it; we never send it again
 * automatically. `own_fault`: certainly not sent, and not caused by the operator (no file
 * descriptor left, for example).
 */
export const OUTCOMES = [
  'accepted',
  'throttled',
  'provider_down',
  'own_fault',
  'account',
  'configuration',
  'refused',
  'transient',
  'ambiguous',
] as const

export type Outcome = (typeof OUTCOMES)[number]

interface Answer {
  /** Milliseconds from the request to the answer. */
  durationMs: number
  httpStatus?: number
  /** The provider's own code, for example `53` or `SVC0004`. */
  errorCode?: string
  /** For people; without phone numbers or texts. */
  errorMessage?: string
  /** `X-OAPI-Request-Id` of the answer. */
  providerRequestId?: string
}

/** The result of one `send()`. A closed union: network failures are members, not exceptions. */
export type SendResult =
  | (Answer & {
      outcome: 'accepted'
      providerMessageId?: string
      /** A line of the log instead of an SMS: nobody gets it. */
      onlyLogged?: true
    })
  | (Answer & { outcome: 'throttled'; retryAfterMs?: number; reason: GatewayReason })
  | (Answer & { outcome: Exclude<Outcome, 'accepted' | 'throttled'>; reason: GatewayReason })

/** Every result of a `send()` but `accepted`. */
export type Failure = Exclude<SendResult, { outcome: 'accepted' }>

/** Whether the gateway is ready before anything is claimed: it has a token, or why not. */
export type Readiness = { ready: true } | { ready: false; result: Failure }

/** A bundle of SMS bought from the operator. */
export interface Contract {
  /** The operator's own id, or a name derived from the known fields. */
  id: string
  /** ISO 3166 alpha-3; undefined if the operator did not say. */
  country?: string
  offer?: string
  /** The operator's word; undefined in the older shape. */
  status?: string
  /** SMS, one for each segment. */
  units: number
  /** ISO 8601, UTC. */
  expiresAt?: string
}

/**
 * The operator's answer about the account's bundles. `supported: false`: the gateway has no
 * bundles.
 */
export type ContractsAnswer =
  | { supported: true; ok: true; contracts: Contract[] }
  | { supported: true; ok: false; reason: string; errorMessage?: string }
  | { supported: false }
