import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { RecordConsent } from '#consents/record_consent'
import { weighWord, type KnownWord, type SaidWord, type Weight } from '#consents/weigh_word'
import { confirmStop } from '#inbound/confirm_stop'
import { findEarlierWords } from '#inbound/find_earlier_words'
import { findKnownNumbers } from '#inbound/find_known_numbers'
import { isCredible } from '#inbound/sent_at'
import { SENDER_UNCLEAR } from '#inbound/webhook'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'

/** As events and consents name whoever replied: the number is on the row. */
const ACTOR = 'reply'

export type ReplyEffect = 'opted_out' | 'opted_in' | 'unchanged'

/** A STOP or START. Fields as in `ReplyToApply`. */
export interface KeywordToObey {
  keyword: 'stop' | 'start'
  sentAt: DateTime | null
  logId: number
  from: string
  isSenderClear: boolean
  receivedAt: string
  now: string
}

/** What a reply made of the consent of its number. */
export interface Obeyed {
  effect: ReplyEffect
  /** Why it has no effect, or what is doubtful about it; for machines. */
  reason: Weight | typeof SENDER_UNCLEAR | 'unknown_number' | null
  forPeople: boolean
}

/**
 * Does what a STOP or START asks for, if it is the last word of its number. A no
 * counts even if it is not clear whose it is, or comes from a number that we have
 * nothing to do with; people look at it as well. A yes has to be clear.
 */
@inject()
export class ObeyKeyword {
  constructor(
    private readonly config: SmsSchedulerConfig,
    private readonly recordConsent: RecordConsent
  ) {}

  async run(trx: TransactionClientContract, request: KeywordToObey): Promise<Obeyed> {
    const { keyword, from, isSenderClear } = request
    const isStop = keyword === 'stop'
    if (!isSenderClear && !isStop) return ASK_WHOSE
    const known = isStop ? await findKnownNumbers(trx, [from]) : new Set([from])
    const obeyed = await this.#record(trx, request)
    if (obeyed.effect === 'opted_out' && isSenderClear) await this.#confirm(trx, request)
    if (!isSenderClear) return { ...ASK_WHOSE, effect: obeyed.effect }
    return known.has(from) ? obeyed : { ...obeyed, reason: 'unknown_number', forPeople: true }
  }

  async #record(
    trx: TransactionClientContract,
    { keyword, from, logId, receivedAt, sentAt }: KeywordToObey
  ): Promise<Obeyed> {
    const status = keyword === 'stop' ? 'opted_out' : 'opted_in'
    const word: SaidWord = {
      status,
      receivedAt,
      sentAt: sentAt && toSqlInstant(sentAt),
      isCredible: sentAt !== null && isCredible(sentAt, fromSqlInstant(receivedAt)),
    }
    const ownTime = word.isCredible ? word.sentAt : null
    let weight: Weight = 'counts'
    const weigh = async (known: KnownWord) => {
      weight = weighWord(word, known, await findEarlierWords(trx, from))
      return weight
    }
    const evidence = `webhook_log:${logId}`
    const saidAt = keyword === 'stop' ? (ownTime ?? receivedAt) : ownTime
    const request = { phoneNumber: from, status, source: 'reply', evidence, actor: ACTOR } as const
    const { changed } = await this.recordConsent.run({ ...request, saidAt, weigh }, trx)
    return { effect: changed ? status : 'unchanged', ...AS_WEIGHED[weight] }
  }

  async #confirm(trx: TransactionClientContract, { from, logId, now }: KeywordToObey) {
    const { confirmation: texts } = this.config.consent
    if (texts === null) return
    const { defaultLanguage } = this.config.text
    await confirmStop(trx, { phoneNumber: from, logId, now, texts, defaultLanguage })
  }
}

const ASK_WHOSE: Obeyed = { effect: 'unchanged', reason: SENDER_UNCLEAR, forPeople: true }

/** Why a word has no effect, and whether a person has to find out what is meant. */
const AS_WEIGHED: Record<Weight, Omit<Obeyed, 'effect'>> = {
  counts: { reason: null, forPeople: false },
  known: { reason: null, forPeople: false },
  overtaken: { reason: 'overtaken', forPeople: false },
  in_doubt: { reason: 'in_doubt', forPeople: true },
  refused_otherwise: { reason: 'refused_otherwise', forPeople: true },
}
