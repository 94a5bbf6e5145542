import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import { AlertChannels } from './alert_channel.js'
import { AlertWords } from './alert_words.js'
import { claimNotices, giveUpUnnamed } from './claim_notices.js'
import { recipientsOf, type Recipient } from './recipients.js'
import { SettleNotices } from './settle_notices.js'
import { writeMessage } from './write_message.js'
import { Clock } from '#app/clock'
import { AlertsConfig } from '#settings/alerts_config'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { toSqlInstant } from '#storage/instants'
import { leaseBounds } from '#storage/lease_is_over'

/** How many notices were told, and how many were not. */
export interface DeliveredNotices {
  sent: number
  failed: number
}

/**
 * Tells what is due to each recipient, in one message. Recipients do not wait for each other, and
 * what is not taken waits by `alerts.retry`.
 */
@inject()
export class DeliverNotices {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly alerts: AlertsConfig,
    private readonly channels: AlertChannels,
    private readonly words: AlertWords,
    private readonly settle: SettleNotices,
    private readonly logger: Logger
  ) {}

  async run({ signal }: { signal?: AbortSignal } = {}): Promise<DeliveredNotices> {
    const recipients = recipientsOf(this.alerts.settings)
    const client = this.db.connection()
    await giveUpUnnamed(client, {
      recipients: recipients.map(({ key }) => key),
      now: toSqlInstant(this.clock.now()),
    })
    const ends = await Promise.allSettled(
      recipients.map((recipient) => this.#tell(recipient, signal))
    )
    const total: DeliveredNotices = { sent: 0, failed: 0 }
    for (const end of ends) {
      if (end.status === 'rejected') throw end.reason
      total.sent += end.value.sent
      total.failed += end.value.failed
    }
    return total
  }

  async #tell(recipient: Recipient, signal?: AbortSignal): Promise<DeliveredNotices> {
    const total: DeliveredNotices = { sent: 0, failed: 0 }
    for (;;) {
      if (signal?.aborted) return total
      const held = await this.#claim(recipient)
      const count = held.notices.length
      if (count === 0) return total
      const message = writeMessage(await this.#readerOf(recipient), held.notices)
      const told = await this.channels.tell(recipient, message)
      const givenUp = await this.settle.run(held, told)
      if (told.ok) {
        total.sent += count
        continue
      }
      this.logger.warn(
        { channel: recipient.channel, reason: told.reason, notices: count, givenUp },
        'alerts were not taken'
      )
      return { ...total, failed: count }
    }
  }

  async #claim({ key: recipient }: Recipient) {
    const client = this.db.connection()
    await followDatabaseClock(client, this.clock)
    const leaseMs = this.config.alerts.leaseSeconds * 1_000
    const bounds = leaseBounds(this.clock, leaseMs)
    const token = randomUUID()
    const notices = await claimNotices(client, {
      ...{ recipient, token, bounds },
      leaseUntil: bounds.now_ms + leaseMs,
      now: toSqlInstant(this.clock.now()),
    })
    return { token, notices }
  }

  async #readerOf({ language }: Recipient) {
    const { timezone: zone, everyRule: rules } = this.config
    return { t: await this.words.in(language), language, zone, rules }
  }
}
