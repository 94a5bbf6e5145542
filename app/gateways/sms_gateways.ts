import type { SmsGateway } from '#gateways/sms_gateway'

/** The gateways, one for each account: each with its own credentials, connections and token. */
export class SmsGateways {
  readonly #byAccount: Map<string, SmsGateway>

  constructor(byAccount: Record<string, SmsGateway>) {
    this.#byAccount = new Map(Object.entries(byAccount))
  }

  of(account: string): SmsGateway {
    const gateway = this.#byAccount.get(account)
    if (!gateway) throw new Error(`There is no gateway for the account "${account}"`)
    return gateway
  }
}
