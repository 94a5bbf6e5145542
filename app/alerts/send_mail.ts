import { Message } from '@adonisjs/mail'
import { SMTPTransport } from '@adonisjs/mail/transports/smtp'
import type { AlertChannel, AlertMessage, Told } from './alert_channel.js'
import { reasonOfMailFault } from './reason_of_mail_fault.js'
import type { Recipient } from './recipients.js'
import { smtpOptions } from './smtp_options.js'
import type { AlertsSettings } from '#settings/alerts_config'

/** Mails an alert, as a text without pictures, links or tracking. */
export class SendMail implements AlertChannel {
  readonly #transport: SMTPTransport
  readonly #from: string

  constructor(url: string, settings: AlertsSettings) {
    this.#from = settings.mailFrom!
    this.#transport = new SMTPTransport(smtpOptions(url, settings))
  }

  async tell({ address }: Recipient, { id, subject, text }: AlertMessage): Promise<Told> {
    const mail = new Message().from(this.#from).to(address!).subject(subject).text(text)
    /** A mail that leaves twice, because its process died, is one to many mailboxes. */
    mail.messageId(`<${id}@${this.#from.split('@')[1]}>`)
    mail.header('Auto-Submitted', 'auto-generated')
    try {
      await this.#transport.send(mail.toObject().message)
      return { ok: true }
    } catch (error) {
      return { ok: false, reason: reasonOfMailFault(error) }
    }
  }

  close(): Promise<void> {
    return this.#transport.close()
  }
}
