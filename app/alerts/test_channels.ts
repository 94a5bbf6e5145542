import { randomUUID } from 'node:crypto'
import { inject } from '@adonisjs/core'
import { AlertChannels, type Told } from './alert_channel.js'
import { AlertWords } from './alert_words.js'
import { recipientsOf, type Recipient } from './recipients.js'
import { writeTest } from './write_message.js'
import { AlertsConfig } from '#settings/alerts_config'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

export type Tried = Told & { recipient: string; channel: Recipient['channel'] }

/** Sends a test to every recipient, now, and says what became of each. Nothing is stored. */
@inject()
export class TestChannels {
  constructor(
    private readonly alerts: AlertsConfig,
    private readonly config: SmsSchedulerConfig,
    private readonly channels: AlertChannels,
    private readonly words: AlertWords
  ) {}

  async run(): Promise<Tried[]> {
    const recipients = recipientsOf(this.alerts.settings)
    return Promise.all(recipients.map((recipient) => this.#try(recipient)))
  }

  async #try(recipient: Recipient): Promise<Tried> {
    const { language, channel, address } = recipient
    const { timezone: zone, everyRule: rules } = this.config
    const t = await this.words.in(language)
    const message = writeTest({ t, language, zone, rules }, randomUUID())
    const told = await this.channels.tell(recipient, message)
    return { recipient: address ?? channel, channel, ...told }
  }
}
