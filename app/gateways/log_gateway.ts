import { randomUUID } from 'node:crypto'
import type { Logger } from '@adonisjs/core/logger'
import { SmsGateway } from '#gateways/sms_gateway'
import type { ContractsAnswer, OutboundSms, Readiness, SendResult } from '#gateways/types'
import { measureText } from '#texts/measure_text'

/** Sends nothing: logs one line per SMS, without its number or text. */
export class LogGateway extends SmsGateway {
  readonly name = 'log'
  readonly timeoutMs = 1_000

  constructor(private readonly logger: Logger) {
    super()
  }

  async prepare(): Promise<Readiness> {
    return { ready: true }
  }

  async readContracts(): Promise<ContractsAnswer> {
    return { supported: false }
  }

  async send({ messageId, body }: OutboundSms): Promise<SendResult> {
    const startedAt = performance.now()
    const providerMessageId = `log-${randomUUID()}`
    const { segments, encoding } = measureText(body)
    this.logger.info(
      { messageId, providerMessageId, segments, encoding },
      'SMS written to the log instead of being sent'
    )
    return {
      outcome: 'accepted',
      onlyLogged: true,
      providerMessageId,
      durationMs: Math.round(performance.now() - startedAt),
    }
  }
}
