/** A message that passed the gate. */
export interface OnItsWay {
  id: number
  /** Its name outside the database (app/delivery/restore/message_identity.ts). */
  identity: string
  /** Zone of the facility, if known. */
  timezone: string | null
  /** An instant of the database: when it loses its use. */
  expiresAt: string | null
}

/** One SMS: a message that passed the gate, with its text and the reminders that it carries. */
export interface ReadyMessage extends OnItsWay {
  messageType: string
  phoneNumber: string
  body: string
  encoding: string
  segments: number
  templateVersion: number | null
  templateId: number | null
  /** An instant of the database: the SMS must leave before it. */
  leaveBefore: string | null
  retryCount: number
  /** An instant of the database: the first failure of the current series of retries. */
  retryingSince: string | null
  isReminder: boolean
  /** Sent again by a person, or by a policy: it is not one SMS more for the caregiver. */
  isAgain: boolean
  /** Other reminders that the text names. */
  carried: OnItsWay[]
  /** When the first of all these loses its use, and the last; null for never. */
  usefulUntil: string | null
  retryUntil: string | null
}

export interface SendingMessage extends ReadyMessage {
  attemptId: number
  attemptNumber: number
  /** The attempt numbers of what it carries, by id. */
  carriedAttempts: Map<number, number>
  /** The day, `YYYY-MM-DD`, whose caps counted it; null without a cap. */
  countedOn: string | null
  /** Token of the mark it was committed under. */
  mark: string
}

export interface Lease {
  token: string
  claimedBy: string
  /** Epoch milliseconds of the shared clock, as on the row. */
  until: number
  /** Milliseconds for which the lease holds at least, whatever the clocks do. */
  leftMs(): number
}

export interface BatchAccount {
  name: string
  gateway: string
}

/** The messages that one lane is about to send. */
export interface IntendedBatch {
  messages: ReadyMessage[]
  /** Epoch milliseconds by message id. */
  leavesAt: Map<number, number>
  lease: Lease
  account: BatchAccount
}

/** The ids of messages and of what they carry. */
export function idsOfAll(messages: Pick<ReadyMessage, 'id' | 'carried'>[]): number[] {
  return messages.flatMap(({ id, carried }) => [id, ...carried.map((one) => one.id)])
}
