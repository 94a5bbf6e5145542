import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { localDayOf } from '#messages/daily_counts'
import { reasonOverCap, type OverCapReason } from '#delivery/caps/reason_over_cap'
import {
  addToCounts,
  readCounts,
  remindersSince,
  WHOLE_DAY,
  type Counts,
} from '#delivery/caps/sending_counts'
import type { ReadyMessage, SendingMessage } from '#delivery/message_in_hand'

/** A message that may not leave today because of a cap, or of a limit on reminders. */
export interface OverCap {
  message: ReadyMessage
  reason: OverCapReason
}

export interface Admission {
  within: ReadyMessage[]
  over: OverCap[]
}

/** Days before today that the limit of a week looks back. */
const WEEK_BEFORE_DAYS = 6

/**
 * The daily caps, by the day in `config.timezone`: SMS to one number, and segments in all; and how
 * many SMS with reminders a number gets. The counters of the day are locked from `admit` to the end
 * of the transaction, so all processes together never exceed them. Without any in the settings
 * there are no queries.
 */
@inject()
export class SendingCaps {
  readonly #countsNumbers: boolean
  readonly #countsReminders: boolean
  readonly #countsSegments: boolean

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {
    const { caps, frequency } = config
    this.#countsSegments = caps.segmentsPerDay !== null
    this.#countsReminders =
      frequency.together === 'number' ||
      frequency.remindersPerNumberPerDay !== null ||
      frequency.remindersPerNumberPerWeek !== null
    this.#countsNumbers = caps.messagesPerNumberPerDay !== null
  }

  /**
   * Reads the counters without locking them, so that messages over a cap do not take places
   * under the rate limit. A caller that looks page by page passes the same `counts`, which
   * include what was admitted before.
   */
  async look(messages: ReadyMessage[], counts: Counts = new Map()): Promise<Admission> {
    const names = [...this.#costOf(messages).keys()]
    if (names.length === 0) return { within: messages, over: [] }
    const client = this.db.connection()
    await readCounts(client, this.#today(), names, counts)
    return this.#divide(messages, counts, await this.#weekBefore(client, messages))
  }

  /** Admits as many as fit, in order. Pass `day` on to `count`; it is null without a cap. */
  async admit(
    trx: TransactionClientContract,
    messages: ReadyMessage[]
  ): Promise<Admission & { day: string | null }> {
    const names = [...this.#costOf(messages).keys()]
    if (names.length === 0) return { within: messages, over: [], day: null }
    const day = this.#today()
    const unchanged = new Map(names.map((name) => [name, { count: 0, reminders: 0 }]))
    const counts = await addToCounts(trx, day, unchanged)
    return { ...this.#divide(messages, counts, await this.#weekBefore(trx, messages)), day }
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

  #today(): string {
    return localDayOf(this.clock.now(), this.config.timezone).date
  }

  /** SMS with reminders on the days before, by number; empty without a limit of a week. */
  async #weekBefore(
    client: QueryClientContract,
    messages: ReadyMessage[]
  ): Promise<Map<string, number>> {
    const numbers = messages.filter(({ isReminder }) => isReminder).map((one) => one.phoneNumber)
    if (this.config.frequency.remindersPerNumberPerWeek === null || numbers.length === 0)
      return new Map()
    const before = this.#today()
    const from = DateTime.fromISO(before, { zone: 'utc' }).minus({ days: WEEK_BEFORE_DAYS })
    return remindersSince(client, { numbers, from: from.toFormat('yyyy-MM-dd'), before })
  }

  #divide(messages: ReadyMessage[], counts: Counts, weekBefore: Map<string, number>): Admission {
    const admission: Admission = { within: [], over: [] }
    const now = this.clock.now()
    for (const message of messages) {
      const reason = reasonOverCap(message, { counts, weekBefore, now, config: this.config })
      if (reason) {
        admission.over.push({ message, reason })
        continue
      }
      admission.within.push(message)
      for (const [name, cost] of this.#costOf([message])) add(counts, name, cost)
    }
    return admission
  }

  /** What the messages add to each counter; `sign` -1 subtracts it. */
  #costOf(messages: ReadyMessage[], sign: 1 | -1 = 1): Counts {
    const costs: Counts = new Map()
    for (const { phoneNumber, segments, isReminder } of messages) {
      if (this.#countsNumbers || (this.#countsReminders && isReminder))
        add(costs, phoneNumber, { count: sign, reminders: isReminder ? sign : 0 })
      if (this.#countsSegments) add(costs, WHOLE_DAY, { count: sign * segments, reminders: 0 })
    }
    return costs
  }
}

function add(
  counts: Counts,
  name: string,
  { count, reminders }: { count: number; reminders: number }
) {
  const before = counts.get(name) ?? { count: 0, reminders: 0 }
  counts.set(name, { count: before.count + count, reminders: before.reminders + reminders })
}
