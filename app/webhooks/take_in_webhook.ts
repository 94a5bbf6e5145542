import { inject } from '@adonisjs/core'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import config from '@adonisjs/core/services/config'
import type { WebhooksConfig } from '#config/webhooks'
import { Unavailable } from '#exceptions/unavailable'
import type { WebhookKind } from '#inbound/webhook'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { readBody } from '#app/webhooks/read_body'

/**
 * From the operator's request to its answer: stored first, then 200, then
 * applied. The answer is the same for what is new, what was there, and what
 * belongs to nothing we know.
 */
@inject()
export class TakeInWebhook {
  constructor(private readonly scheduler: SmsSchedulerService) {}

  async run(kind: WebhookKind, ctx: HttpContext): Promise<void> {
    const body = await this.#read(ctx)
    if (body === undefined) return
    await this.#store(kind, body)
    ctx.response.onFinish(() => void this.#apply(ctx))
    ctx.response.send({ status: 'stored' })
  }

  /** Nothing where the caller has gone. */
  async #read({ request, response }: HttpContext): Promise<string | undefined> {
    const { bodyLimitBytes, bodyTimeoutMs } = config.get<WebhooksConfig>('webhooks')
    const limits = { limitBytes: bodyLimitBytes, timeoutMs: bodyTimeoutMs }
    const read = await readBody(request.request, limits)
    switch (read.outcome) {
      case 'complete':
        return read.body
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

  /** What was not stored is asked for again: the one case in which the operator is told of a fault of ours. */
  async #store(kind: WebhookKind, body: string): Promise<void> {
    const { retryAfterSeconds } = config.get<WebhooksConfig>('webhooks')
    const received = await this.scheduler.receiveWebhook({ kind, body }).catch((error) => {
      throw new Unavailable(retryAfterSeconds, error)
    })
    if (received.outcome === 'unreadable') throw new UnreadableWebhook(received.problem)
  }

  /** What is not applied here is applied by the next round of the scheduler. */
  async #apply({ logger }: HttpContext): Promise<void> {
    try {
      /** Or a process that ends would open the closed database again. */
      if (!app.isTerminating && !app.isTerminated) await this.scheduler.applyWebhooks()
    } catch (error) {
      logger.error({ err: error }, 'webhooks are stored and not applied yet')
    }
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
  static message = 'The body did not come in time'
}

class UnreadableWebhook extends Exception {
  static code = 'E_UNREADABLE_WEBHOOK'
  static status = 400
}
