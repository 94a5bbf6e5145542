import type { OrangeSettings } from '#gateways/settings'
import type { ContractsAnswer } from '#gateways/types'
import type { AccessToken } from '#gateways/orange/access_token'
import { classifyNetworkError } from '#gateways/orange/classify_network_error'
import { describeError } from '#gateways/orange/describe_error'
import { isAboutToken } from '#gateways/orange/is_about_token'
import type { OrangeAnswer, OrangeHttp } from '#gateways/orange/orange_http'
import { parseContracts } from '#gateways/orange/parse_contracts'
import { parseErrorBody } from '#gateways/orange/parse_error_body'

/** Reads the remaining units of the account's bundles (`GET /sms/admin/v1/contracts`). */
export class OrangeContracts {
  constructor(
    private readonly settings: OrangeSettings,
    private readonly http: OrangeHttp,
    private readonly token: AccessToken
  ) {}

  /** Tries once more with a new token if Orange rejects the first. */
  async read(refreshed = false): Promise<ContractsAnswer> {
    const token = await this.token.get()
    if ('failure' in token) return failed(token.failure.reason, token.failure.errorMessage)

    const answer = await this.http.exchange({
      method: 'GET',
      path: `/sms/admin/v1/contracts?country=${encodeURIComponent(this.settings.country)}`,
      headers: { Authorization: `Bearer ${token.token}`, Accept: 'application/json' },
      timeoutMs: this.settings.timeoutMs,
    })
    if (answer.kind === 'fault') return failed(classifyNetworkError(answer).reason)
    if (answer.status === 200) return readable(answer)

    const error = parseErrorBody(answer.text)
    if (isAboutToken(answer, error)) {
      this.token.drop(token.token)
      if (!refreshed) return this.read(true)
    }
    return failed(`http_${answer.status}`, describeError(error))
  }
}

function readable({ text }: OrangeAnswer): ContractsAnswer {
  const contracts = parseContracts(text)
  return contracts ? { supported: true, ok: true, contracts } : failed('unreadable_contracts')
}

function failed(reason: string, errorMessage?: string): ContractsAnswer {
  return { supported: true, ok: false, reason, errorMessage }
}
