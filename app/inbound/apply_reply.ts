import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { RecordConsent } from '#consents/record_consent'
import { confirmStop } from '#inbound/confirm_stop'
import { readReply } from '#inbound/read_reply'
import { query } from '#storage/sql'

/** As events and consents name whoever replied: the number is on the row. */
const ACTOR = 'reply'

export type ReplyEffect = 'opted_out' | 'opted_in' | 'unchanged'

export interface ReplyToApply {
  /** Of the row of `sms_webhook_logs`. */
  logId: number
  /** E.164 */
  from: string
  destination: string | null
  text: string
  receivedAt: string
  now: string
}

/** Keeps one reply for people to read, and does what it asks for. */
@inject()
export class ApplyReply {
  constructor(
    private readonly config: SmsSchedulerConfig,
    private readonly recordConsent: RecordConsent
  ) {}

  async run(trx: TransactionClientContract, reply: ReplyToApply): Promise<ReplyEffect> {
    const keyword = readReply(reply.text, this.config.consent)
    const effect = await this.#obey(trx, reply, keyword)
    await query(
      trx,
      `INSERT INTO inbound_messages (webhook_log_id, received_at, phone_number, destination, body, keyword, effect)
       VALUES (:log_id, :received_at, :phone_number, :destination, :body, :keyword, :effect)`,
      {
        log_id: reply.logId,
        received_at: reply.receivedAt,
        phone_number: reply.from,
        destination: reply.destination,
        body: reply.text,
        keyword,
        effect,
      }
    )
    return effect
  }

  async #obey(
    trx: TransactionClientContract,
    { from, logId, now }: ReplyToApply,
    keyword: ReturnType<typeof readReply>
  ): Promise<ReplyEffect> {
    if (keyword === null) return 'unchanged'
    const status = keyword === 'stop' ? 'opted_out' : 'opted_in'
    const evidence = `webhook_log:${logId}`
    const request = { phoneNumber: from, status, source: 'reply', evidence, actor: ACTOR } as const
    const { changed } = await this.recordConsent.run(request, trx)
    if (!changed) return 'unchanged'

    const { confirmation } = this.config.consent
    if (status === 'opted_out' && confirmation !== null) {
      const { defaultLanguage } = this.config.text
      await confirmStop(trx, {
        phoneNumber: from,
        logId,
        now,
        texts: confirmation,
        defaultLanguage,
      })
    }
    return status
  }
}
