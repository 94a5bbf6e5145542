import type { ContractsAnswer, OutboundSms, Readiness, SendResult } from '#gateways/types'

/**
 * A gateway to an operator: the contract for all gateways, and the injection token.
 * `tests/helpers/gateway_contract.ts` runs against each.
 */
export abstract class SmsGateway {
  /** `orange`, `log` or `fake`. */
  abstract readonly name: string

  /** Milliseconds within which `send()` always returns. */
  abstract readonly timeoutMs: number

  /**
   * Does what must precede the first POST (getting a token, for example), so that it uses up no
   * places under the rate limit. Never throws.
   */
  abstract prepare(): Promise<Readiness>

  /** One POST to the operator. Never throws: every way it can end is a `SendResult`. */
  abstract send(sms: OutboundSms): Promise<SendResult>

  /** The remaining units of the bundles that pay for SMS. Never throws. */
  abstract readContracts(): Promise<ContractsAnswer>
}
