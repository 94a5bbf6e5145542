import { randomUUID } from 'node:crypto'
import type { Logger } from '@adonisjs/core/logger'
import { SegmentedMessage } from 'sms-segments-calculator'
import { SmsGateway } from '#gateways/sms_gateway'
import type { ContractsAnswer, OutboundSms, Readiness, SendResult } from '#gateways/types'

/** Sends nothing: one line in the log stands for each SMS, without its number or its text. */
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
    const { segmentsCount, encodingName } = new SegmentedMessage(body)
    this.logger.info(
      { messageId, providerMessageId, segments: segmentsCount, encoding: encodingName },
      'SMS written to the log instead of being sent'
    )
    return {
      outcome: 'accepted',
      providerMessageId,
      durationMs: Math.round(performance.now() - startedAt),
    }
  }
}
