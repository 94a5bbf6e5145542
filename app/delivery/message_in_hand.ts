/** A message that passed the gate, with its text. */
export interface ReadyMessage {
  id: number
  messageType: string
  phoneNumber: string
  body: string
  encoding: string
  segments: number
  templateVersion: number | null
  /** An instant of the database: the message must leave before it. */
  leaveBefore: string | null
  /** Zone of the facility, if known. */
  timezone: string | null
  retryCount: number
  /** An instant of the database: the first failure of the current series of retries. */
  retryingSince: string | null
  expiresAt: string | null
  /** Its name outside the database (app/delivery/restore/message_identity.ts). */
  identity: string
}

export interface SendingMessage extends ReadyMessage {
  attemptId: number
  attemptNumber: number
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
