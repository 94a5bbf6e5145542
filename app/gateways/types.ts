/** One SMS to one number, ready to be sent. */
export interface OutboundSms {
  messageId: number
  /** E.164, for example `+237690000000`. */
  phoneNumber: string
  body: string
  /** Waits for another place under the rate limit: asked before the same SMS is POSTed again with a new token. */
  placeForResend?: () => Promise<void>
}

/**
 * The classes of an answer (the rules: app/gateways/orange/classify_answer.ts).
 * `accepted`: the operator has it, with or without a usable id. `ambiguous`: it
 * may have it; never sent again by ourselves.
 */
export const OUTCOMES = [
  'accepted',
  'throttled',
  'provider_down',
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

/** What came of one `send()`. A closed union: surprises of the network are members, not exceptions. */
export type SendResult =
  | (Answer & { outcome: 'accepted'; providerMessageId?: string })
  | (Answer & { outcome: 'throttled'; retryAfterMs?: number; reason: string })
  | (Answer & { outcome: Exclude<Outcome, 'accepted' | 'throttled'>; reason: string })

/** Every way a `send()` can end but the good one. */
export type Failure = Exclude<SendResult, { outcome: 'accepted' }>

/** Whether the door is open before anything is claimed: a token could be had, or why not. */
export type Readiness = { ready: true } | { ready: false; result: Failure }

/** A bundle of SMS bought from the operator. */
export interface Contract {
  /** The operator's own id, or a name made of what is known. */
  id: string
  /** ISO 3166 alpha-3; absent where the operator did not say. */
  country?: string
  offer?: string
  /** In the operator's word; absent in the older shape. */
  status?: string
  /** SMS, one for each segment. */
  units: number
  /** ISO 8601, UTC. */
  expiresAt?: string
}

/** What the operator says of the account's bundles. `supported: false`: it has nothing to say. */
export type ContractsAnswer =
  | { supported: true; ok: true; contracts: Contract[] }
  | { supported: true; ok: false; reason: string; errorMessage?: string }
  | { supported: false }
