import type { Logger } from '@adonisjs/core/logger'
import type { Clock } from '#app/clock'
import type { OrangeSettings } from '#gateways/settings'
import type { Failure } from '#gateways/types'
import { classifyNetworkError } from '#gateways/orange/classify_network_error'
import { classifyTokenAnswer, withoutMessage } from '#gateways/orange/classify_token_answer'
import { describeError } from '#gateways/orange/describe_error'
import type { OrangeAnswer, OrangeHttp } from '#gateways/orange/orange_http'
import { parseErrorBody } from '#gateways/orange/parse_error_body'
import { parseToken } from '#gateways/orange/parse_token'

/** The share of the gateway's timeout for the token; the waiting POST has the rest. */
const TOKEN_SHARE = 0.5

/**
 * Milliseconds before its expiry that a token is no longer used; at most half the life of a
 * short-lived token.
 */
const RENEW_BEFORE_MS = 60_000

export type TokenAnswer = { token: string } | { failure: Failure }

/**
 * The token of this process: kept until shortly before it expires, and fetched once however many
 * sends wait for it.
 */
export class AccessToken {
  /** `usableUntil` is by `clock.elapsedMs`: setting the clock does not affect a token. */
  #current?: { value: string; usableUntil: number }
  #refresh?: Promise<TokenAnswer>

  constructor(
    private readonly settings: OrangeSettings,
    private readonly http: OrangeHttp,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  async get(): Promise<TokenAnswer> {
    if (this.#current && this.clock.elapsedMs() < this.#current.usableUntil) {
      return { token: this.#current.value }
    }
    this.#refresh ??= this.#fetch().finally(() => (this.#refresh = undefined))
    return this.#refresh
  }

  /** Orange no longer accepts this token. A newer one, fetched in the meantime, is kept. */
  drop(token: string): void {
    if (this.#current?.value === token) this.#current = undefined
  }

  async #fetch(): Promise<TokenAnswer> {
    const askedAt = this.clock.elapsedMs()
    const startedAt = performance.now()
    const answer = await this.http.exchange({
      method: 'POST',
      path: '/oauth/v3/token',
      headers: {
        'Authorization': `Basic ${this.#credentials()}`,
        'Content-Type': 'application/x-www-form-urlencoded',
        'Accept': 'application/json',
      },
      body: 'grant_type=client_credentials',
      timeoutMs: this.settings.timeoutMs * TOKEN_SHARE,
    })
    const durationMs = Math.round(performance.now() - startedAt)

    if (answer.kind === 'fault') {
      const { status: httpStatus, requestId: providerRequestId, code } = answer
      const found = withoutMessage(classifyNetworkError(answer))
      return this.#fail({
        ...found,
        durationMs,
        httpStatus,
        providerRequestId,
        errorCode: code || undefined,
      })
    }

    const token = answer.status === 200 ? parseToken(answer.text) : undefined
    if (!token) return this.#fail({ ...this.#refusal(answer), durationMs })

    this.#current = { value: token.value, usableUntil: askedAt + usableMs(token.lifetimeMs) }
    this.logger.info(
      { durationMs, lifetimeMs: token.lifetimeMs, providerRequestId: answer.requestId },
      'token of the operator renewed'
    )
    return { token: token.value }
  }

  #refusal(answer: OrangeAnswer) {
    const error = parseErrorBody(answer.text)
    return {
      ...classifyTokenAnswer(answer, error, this.clock.nowMs()),
      httpStatus: answer.status,
      providerRequestId: answer.requestId,
      errorCode: error.code,
      errorMessage: describeError(error),
    }
  }

  #fail(failure: Failure): TokenAnswer {
    const { outcome, reason, httpStatus, errorCode, providerRequestId, durationMs } = failure
    this.logger.warn(
      { outcome, reason, httpStatus, errorCode, providerRequestId, durationMs },
      'no token from the operator'
    )
    return { failure }
  }

  #credentials(): string {
    const { clientId, clientSecret } = this.settings
    return Buffer.from(`${clientId}:${clientSecret?.release()}`).toString('base64')
  }
}

/** An unknown lifetime does not matter: the answer 401/42 ends it. */
function usableMs(lifetimeMs: number | undefined): number {
  if (lifetimeMs === undefined) return Number.POSITIVE_INFINITY
  return lifetimeMs - Math.min(RENEW_BEFORE_MS, lifetimeMs / 2)
}
