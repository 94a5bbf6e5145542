import type { Logger } from '@adonisjs/core/logger'
import type { Clock } from '#app/clock'
import { Deadline } from '#gateways/deadline'
import type { OrangeSettings } from '#gateways/settings'
import { SmsGateway } from '#gateways/sms_gateway'
import type { ContractsAnswer, OutboundSms, Readiness, SendResult } from '#gateways/types'
import { OrangeContracts } from '#gateways/orange/orange_contracts'
import { AccessToken } from '#gateways/orange/access_token'
import { classifyAnswer } from '#gateways/orange/classify_answer'
import { classifyNetworkError, type NetworkFault } from '#gateways/orange/classify_network_error'
import { describeError } from '#gateways/orange/describe_error'
import { OrangeHttp, type OrangeRequest } from '#gateways/orange/orange_http'
import { isAboutToken } from '#gateways/orange/is_about_token'
import { parseErrorBody } from '#gateways/orange/parse_error_body'
import { sendBody } from '#gateways/orange/send_body'

/**
 * The share of the total time that must remain for a POST to begin: a later one could only end as
 * ambiguous.
 */
const POST_SHARE = 0.25

/**
 * Orange's SMS API, Middle East and Africa. One recipient per POST; a message that may have been
 * accepted is never sent again.
 */
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
    const result = await this.#attemptSafely(sms, deadline)
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

  /** An error thrown here is our own bug, and it matters whether the POST had begun by then. */
  async #attemptSafely(sms: OutboundSms, deadline: Deadline): Promise<SendResult> {
    const progress: Progress = { mayBeSent: false }
    try {
      return await this.#attempt(sms, deadline, progress)
    } catch (error) {
      this.logger.error({ err: error, messageId: sms.messageId }, 'sending failed unexpectedly')
      const outcome = progress.mayBeSent ? 'ambiguous' : 'own_fault'
      return { outcome, reason: 'gateway_fault', durationMs: deadline.elapsedMs }
    }
  }

  async #attempt(
    sms: OutboundSms,
    deadline: Deadline,
    progress: Progress,
    refreshed = false
  ): Promise<SendResult> {
    const token = await deadline.leaving(this.timeoutMs * POST_SHARE, () => this.#token.get())
    if (!token) {
      return { outcome: 'provider_down', reason: 'token_timeout', durationMs: deadline.elapsedMs }
    }
    if ('failure' in token) return { ...token.failure, durationMs: deadline.elapsedMs }

    const request = this.#request(sms, token.token, deadline.leftMs)
    progress.mayBeSent = true
    const answer = await this.#http.exchange(request)
    if (answer.kind === 'fault') return lost(answer, deadline)

    const error = answer.status < 300 ? {} : parseErrorBody(answer.text)
    if (isAboutToken(answer, error)) {
      this.#token.drop(token.token)
      if (!refreshed) {
        progress.mayBeSent = false
        const hasPlace = (await sms.placeForResend?.()) ?? true
        if (hasPlace) return this.#attempt(sms, deadline, progress, true)
        return { outcome: 'own_fault', reason: 'no_place', durationMs: deadline.elapsedMs }
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

  #request(sms: OutboundSms, token: string, timeoutMs: number): OrangeRequest {
    const sender = encodeURIComponent(this.#settings.senderAddress)
    return {
      method: 'POST',
      path: `/smsmessaging/v1/outbound/${sender}/requests`,
      headers: {
        'Authorization': `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Accept': 'application/json',
      },
      body: sendBody(sms, this.#settings),
      timeoutMs,
    }
  }
}

interface Progress {
  /** A POST of this SMS has begun, and no answer has ruled out that it was processed. */
  mayBeSent: boolean
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
