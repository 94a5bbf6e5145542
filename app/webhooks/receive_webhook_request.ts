import { inject } from '@adonisjs/core'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import config from '@adonisjs/core/services/config'
import type { WebhooksSettings } from '#settings/webhooks_settings'
import { Unavailable } from '#exceptions/unavailable'
import { inBackground } from '#promises/in_background'
import type { WebhookKind } from '#inbound/webhook'
import { InboundService } from '#services/inbound_service'
import { decodeBody, type DecodedBody } from '#app/webhooks/decode_body'
import { readBody } from '#app/webhooks/read_body'

/**
 * Answers the operator's request: stores it, sends 200, then applies it. The answer is the same for
 * a new, a repeated and an unmatched call.
 */
@inject()
export class ReceiveWebhookRequest {
  constructor(private readonly inbound: InboundService) {}

  async run(kind: WebhookKind, ctx: HttpContext): Promise<void> {
    const body = await this.#read(ctx)
    if (body === undefined) return
    await this.#store(kind, body)
    ctx.response.onFinish(() =>
      inBackground(
        () => this.#apply(),
        (error) => ctx.logger.error({ err: error }, 'webhooks are stored but not applied yet')
      )
    )
    ctx.response.send({ status: 'stored' })
  }

  /** Undefined if the caller has disconnected. */
  async #read({ request, response }: HttpContext): Promise<DecodedBody | undefined> {
    const { bodyLimitBytes, bodyTimeoutMs } = config.get<WebhooksSettings>('webhooks')
    const limits = { limitBytes: bodyLimitBytes, timeoutMs: bodyTimeoutMs }
    const read = await readBody(request.request, limits)
    switch (read.outcome) {
      case 'complete':
        return decodeBody(read.bytes, request.header('Content-Type'))
      case 'aborted':
        return undefined
      case 'too_large':
      case 'too_slow':
        response.header('Connection', 'close')
        throw read.outcome === 'too_large' ? new BodyTooLarge() : new BodyTooSlow()
      default:
        return read satisfies never
    }
  }

  /** A failure to store is the only fault that the operator is told of, so that it calls again. */
  async #store(kind: WebhookKind, { text: body, isGuessed }: DecodedBody): Promise<void> {
    const { retryAfterSeconds } = config.get<WebhooksSettings>('webhooks')
    const received = await this.inbound.receiveWebhook({ kind, body, isGuessed }).catch((error) => {
      throw new Unavailable(retryAfterSeconds, error)
    })
    if (received.outcome === 'unreadable') throw new UnreadableWebhook(received.problem)
  }

  /** What is not applied here is applied by the scheduler's next round. */
  async #apply(): Promise<void> {
    /** Otherwise a process that ends would open the closed database again. */
    if (!app.isTerminating && !app.isTerminated) await this.inbound.applyWebhooks()
  }
}

class BodyTooLarge extends Exception {
  static code = 'E_BODY_TOO_LARGE'
  static status = 413
  static message = 'The body is too large'
}

class BodyTooSlow extends Exception {
  static code = 'E_BODY_TOO_SLOW'
  static status = 408
  static message = 'The body did not arrive in time'
}

class UnreadableWebhook extends Exception {
  static code = 'E_UNREADABLE_WEBHOOK'
  static status = 400
}
