import type { Recipient } from './recipients.js'

/** An alert in the words of its reader; one or several notices. */
export interface AlertMessage {
  /** The same at each try. */
  id: string
  subject: string
  text: string
  /** For programs. */
  alerts: AlertFacts[]
}

export interface AlertFacts {
  id: string
  kind: string
  /** The name of a health check; null for a digest and a test. */
  rule: string | null
  severity: string
  title: string
  /** ISO 8601. */
  since: string | null
}

/** `reason`: a word without addresses, logins or what a server says. */
export type Told = { ok: true } | { ok: false; reason: string }

/** A way to tell people. */
export interface AlertChannel {
  /** Never rejects, and ends in time. */
  tell(recipient: Recipient, message: AlertMessage): Promise<Told>
  close(): Promise<void>
}

/** The ways that are on, and their injection token. */
export class AlertChannels {
  constructor(private readonly by: Partial<Record<Recipient['channel'], AlertChannel>>) {}

  async tell(recipient: Recipient, message: AlertMessage): Promise<Told> {
    const channel = this.by[recipient.channel]
    return channel ? channel.tell(recipient, message) : { ok: false, reason: 'channel_off' }
  }

  async close(): Promise<void> {
    for (const channel of Object.values(this.by)) await channel.close()
  }
}
