import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ObeyKeyword, type Obeyed, type ReplyEffect } from '#inbound/obey_keyword'
import { readReply } from '#inbound/read_reply'
import { readSentAt } from '#inbound/sent_at'
import type { Insertion } from '#storage/dialects/dialect'
import { toSqlInstant } from '#storage/instants'
import { insertRows } from '#storage/write_rows'

export interface ReplyToApply {
  /** Id of the row in `sms_webhook_logs`. */
  logId: number
  /** E.164 */
  from: string
  /** False where it may as well be of another number. */
  isSenderClear: boolean
  destination: string | null
  text: string
  /** When it was sent, as the operator writes it. */
  sentAt: string | null
  /** Instants of the database, here and below. */
  receivedAt: string
  now: string
}

const FOR_PEOPLE: Obeyed = { effect: 'unchanged', reason: null, forPeople: true }

/** Keeps one reply for people to read, and does what it asks for. */
@inject()
export class ApplyReply {
  constructor(
    private readonly config: SmsSchedulerConfig,
    private readonly obey: ObeyKeyword
  ) {}

  async run(trx: TransactionClientContract, reply: ReplyToApply): Promise<ReplyEffect> {
    const keyword = readReply(reply.text, this.config.consent)
    const sentAt = readSentAt(reply.sentAt)
    const obeyed = keyword ? await this.obey.run(trx, { ...reply, keyword, sentAt }) : FOR_PEOPLE
    const { effect, reason, forPeople } = obeyed
    await insertRows(trx, REPLY, {
      log_id: reply.logId,
      received_at: reply.receivedAt,
      sent_at: sentAt && toSqlInstant(sentAt),
      phone_number: reply.from,
      destination: reply.destination,
      body: reply.text,
      keyword,
      effect,
      reason,
      for_people: forPeople ? 1 : 0,
    })
    return effect
  }
}

const REPLY: Insertion = {
  into: 'inbound_messages',
  columns: `webhook_log_id, received_at, sent_at, phone_number, destination, body, keyword, effect,
    reason, for_people`,
  rows: `VALUES (:log_id, :received_at, :sent_at, :phone_number, :destination, :body, :keyword,
    :effect, :reason, :for_people = 1)`,
}
