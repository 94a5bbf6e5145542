import type { ContractsAnswer, OutboundSms, Readiness, SendResult } from '#gateways/types'

/**
 * The door to an operator: the contract that every gateway keeps, and its
 * injection token. `tests/helpers/gateway_contract.ts` is run against each.
 */
export abstract class SmsGateway {
  /** `orange`, `log` or `fake`. */
  abstract readonly name: string

  /** Milliseconds within which `send()` has an answer, whatever happens. */
  abstract readonly timeoutMs: number

  /** Does what comes before the first POST (a token, for example), so that rate slots are not spent on it. Never throws. */
  abstract prepare(): Promise<Readiness>

  /** One POST to the operator. Never throws: every way it can end is a `SendResult`. */
  abstract send(sms: OutboundSms): Promise<SendResult>

  /** What is left of the bundles that SMS are paid from. Never throws. */
  abstract readContracts(): Promise<ContractsAnswer>
}
