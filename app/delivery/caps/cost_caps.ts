import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { localDayOf } from '#messages/daily_counts'
import { addToCounts, readCounts, WHOLE_DAY, type Counts } from '#delivery/caps/sending_counts'
import type { ReadyMessage, SendingMessage } from '#delivery/message_in_hand'

/** A message that may not leave today because of a cap. */
export interface OverCap {
  message: ReadyMessage
  reason: 'number_cap' | 'day_cap'
}

export interface Admission {
  within: ReadyMessage[]
  over: OverCap[]
}

/**
 * The daily caps, by the day in `config.timezone`: messages to one number, and segments in all.
 * The counters of the day are locked from `admit` to the end of the transaction, so all
 * processes together never exceed a cap. Without caps in the settings there are no queries.
 */
@inject()
export class CostCaps {
  readonly #perNumber: number | null
  readonly #perDay: number | null

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {
    this.#perNumber = config.caps.messagesPerNumberPerDay
    this.#perDay = config.caps.segmentsPerDay
  }

  /**
   * Reads the counters without locking them, so that messages over a cap do not take places
   * under the rate limit. A caller that looks page by page passes the same `counts`, which
   * include what was admitted before.
   */
  async look(messages: ReadyMessage[], counts: Counts = new Map()): Promise<Admission> {
    if (!this.#isCapped || messages.length === 0) return { within: messages, over: [] }
    const names = [...this.#costOf(messages).keys()]
    await readCounts(this.db.connection(), this.#today(), names, counts)
    return this.#divide(messages, counts)
  }

  /** Admits as many as fit, in order. Pass `day` on to `count`; it is null without a cap. */
  async admit(
    trx: TransactionClientContract,
    messages: ReadyMessage[]
  ): Promise<Admission & { day: string | null }> {
    if (!this.#isCapped || messages.length === 0) return { within: messages, over: [], day: null }
    const day = this.#today()
    const unchanged = new Map([...this.#costOf(messages).keys()].map((name) => [name, 0]))
    return { ...this.#divide(messages, await addToCounts(trx, day, unchanged)), day }
  }

  /** Counts the admitted messages that are really about to leave, in the same transaction. */
  async count(
    trx: TransactionClientContract,
    messages: ReadyMessage[],
    day: string | null
  ): Promise<void> {
    if (day !== null && messages.length > 0) await addToCounts(trx, day, this.#costOf(messages))
  }

  /** For messages that were certainly not sent after all. */
  async giveBack(trx: TransactionClientContract, messages: SendingMessage[]): Promise<void> {
    const days = new Set(messages.map(({ countedOn }) => countedOn))
    for (const day of [...days].sort()) {
      if (day === null) continue
      const ofTheDay = messages.filter(({ countedOn }) => countedOn === day)
      await addToCounts(trx, day, this.#costOf(ofTheDay, -1))
    }
  }

  get #isCapped(): boolean {
    return this.#perNumber !== null || this.#perDay !== null
  }

  #today(): string {
    return localDayOf(this.clock.now(), this.config.timezone).date
  }

  #divide(messages: ReadyMessage[], counts: Counts): Admission {
    const admission: Admission = { within: [], over: [] }
    for (const message of messages) {
      const reason = this.#capOver(message, counts)
      if (reason) {
        admission.over.push({ message, reason })
        continue
      }
      admission.within.push(message)
      for (const [name, cost] of this.#costOf([message])) {
        counts.set(name, (counts.get(name) ?? 0) + cost)
      }
    }
    return admission
  }

  #capOver({ phoneNumber, segments }: ReadyMessage, counts: Counts): OverCap['reason'] | null {
    if (this.#perNumber !== null && (counts.get(phoneNumber) ?? 0) >= this.#perNumber)
      return 'number_cap'
    if (this.#perDay !== null && (counts.get(WHOLE_DAY) ?? 0) + segments > this.#perDay)
      return 'day_cap'
    return null
  }

  /** What the messages add to each counter; `sign` -1 subtracts it. */
  #costOf(messages: ReadyMessage[], sign: 1 | -1 = 1): Counts {
    const costs: Counts = new Map()
    const add = (name: string, cost: number) => costs.set(name, (costs.get(name) ?? 0) + cost)
    for (const { phoneNumber, segments } of messages) {
      if (this.#perNumber !== null) add(phoneNumber, sign)
      if (this.#perDay !== null) add(WHOLE_DAY, sign * segments)
    }
    return costs
  }
}
