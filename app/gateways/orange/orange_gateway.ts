import type { Logger } from '@adonisjs/core/logger'
import type { Clock } from '#app/clock'
import { Deadline } from '#gateways/deadline'
import type { OrangeSettings } from '#gateways/define_config'
import { SmsGateway } from '#gateways/sms_gateway'
import type { ContractsAnswer, OutboundSms, Readiness, SendResult } from '#gateways/types'
import { OrangeContracts } from '#gateways/orange/orange_contracts'
import { AccessToken } from '#gateways/orange/access_token'
import { classifyAnswer } from '#gateways/orange/classify_answer'
import { classifyNetworkError, type NetworkFault } from '#gateways/orange/classify_network_error'
import { describeError } from '#gateways/orange/describe_error'
import { OrangeHttp, type OrangeAnswer } from '#gateways/orange/orange_http'
import { isAboutToken } from '#gateways/orange/is_about_token'
import { parseErrorBody } from '#gateways/orange/parse_error_body'
import { sendBody } from '#gateways/orange/send_body'

/** Part of the total time a POST must have before it, or it is not begun: begun late it could only end as ambiguous. */
const POST_SHARE = 0.25

/** Orange's SMS API, Middle East and Africa. One recipient a POST; nothing that may have been accepted is sent again. */
export class OrangeGateway extends SmsGateway {
  readonly name = 'orange'
  readonly timeoutMs: number

  readonly #settings: OrangeSettings
  readonly #http: OrangeHttp
  readonly #token: AccessToken
  readonly #contracts: OrangeContracts

  constructor(
    { orange }: { orange: OrangeSettings },
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {
    super()
    this.timeoutMs = orange.timeoutMs
    this.#settings = orange
    this.#http = new OrangeHttp(orange.baseUrl)
    this.#token = new AccessToken(orange, this.#http, clock, logger)
    this.#contracts = new OrangeContracts(orange, this.#http, this.#token)
  }

  async prepare(): Promise<Readiness> {
    const answer = await this.#token.get()
    return 'token' in answer ? { ready: true } : { ready: false, result: answer.failure }
  }

  async send(sms: OutboundSms): Promise<SendResult> {
    const deadline = new Deadline(this.timeoutMs)
    const result = await this.#attempt(sms, deadline)
    const { outcome, durationMs, httpStatus, errorCode, providerRequestId } = result
    this.logger[outcome === 'accepted' ? 'debug' : 'info'](
      {
        messageId: sms.messageId,
        outcome,
        reason: 'reason' in result ? result.reason : undefined,
        httpStatus,
        errorCode,
        providerRequestId,
        durationMs,
      },
      'answer of the operator'
    )
    return result
  }

  readContracts(): Promise<ContractsAnswer> {
    return this.#contracts.read()
  }

  async #attempt(sms: OutboundSms, deadline: Deadline, refreshed = false): Promise<SendResult> {
    const token = await deadline.leaving(this.timeoutMs * POST_SHARE, this.#token.get())
    if (!token) {
      return { outcome: 'provider_down', reason: 'token_timeout', durationMs: deadline.elapsedMs }
    }
    if ('failure' in token) return { ...token.failure, durationMs: deadline.elapsedMs }

    const answer = await this.#post(sms, token.token, deadline.leftMs)
    if (answer.kind === 'fault') return lost(answer, deadline)

    const error = answer.status < 300 ? {} : parseErrorBody(answer.text)
    if (isAboutToken(answer, error)) {
      this.#token.drop(token.token)
      if (!refreshed) {
        await sms.placeForResend?.()
        return this.#attempt(sms, deadline, true)
      }
    }
    return {
      ...classifyAnswer(answer, error, this.clock.nowMs()),
      durationMs: deadline.elapsedMs,
      httpStatus: answer.status,
      errorCode: error.code,
      errorMessage: describeError(error, sms),
      providerRequestId: answer.requestId,
    }
  }

  #post(sms: OutboundSms, token: string, timeoutMs: number): Promise<OrangeAnswer | NetworkFault> {
    const sender = encodeURIComponent(this.#settings.senderAddress)
    return this.#http.exchange({
      method: 'POST',
      path: `/smsmessaging/v1/outbound/${sender}/requests`,
      headers: {
        'Authorization': `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Accept': 'application/json',
      },
      body: sendBody(sms, this.#settings),
      timeoutMs,
    })
  }
}

function lost(fault: NetworkFault, deadline: Deadline): SendResult {
  return {
    ...classifyNetworkError(fault),
    durationMs: deadline.elapsedMs,
    httpStatus: fault.status,
    errorCode: fault.code || undefined,
    providerRequestId: fault.requestId,
  }
}
