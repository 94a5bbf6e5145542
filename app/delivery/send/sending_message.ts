/** A message that the gate let through, with its text. */
export interface ReadyMessage {
  id: number
  messageType: string
  phoneNumber: string
  body: string
  encoding: string
  segments: number
  templateVersion: number | null
  /** An instant of the database: not to leave at this time or later. */
  leaveBefore: string | null
  /** Zone of the facility, where it is known. */
  timezone: string | null
  retryCount: number
  /** An instant of the database: the first failure of the present series of retries. */
  retryingSince: string | null
  expiresAt: string | null
}

export interface SendingMessage extends ReadyMessage {
  attemptId: number
  attemptNumber: number
  /** The day, `YYYY-MM-DD`, against whose caps it was counted; null where there is no cap. */
  countedOn: string | null
}

export interface Lease {
  token: string
  claimedBy: string
  /** Epoch milliseconds. */
  until: number
}

export interface SendingAccount {
  name: string
  gateway: string
}

/** What one lane wants to send next. */
export interface IntendedBatch {
  messages: ReadyMessage[]
  /** Epoch milliseconds by message id. */
  leavesAt: Map<number, number>
  lease: Lease
  account: SendingAccount
}
