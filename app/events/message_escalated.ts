/** A message whose automatic retries are used up. */
export interface Escalation {
  messageId: number
  type: string
  retryCount: number
  /** Why it is a dead letter. */
  reason: string | null
}

/** A message has become a dead letter for the first time: from here on it waits for a person. Emitted once in its life. */
export default class MessageEscalated implements Escalation {
  readonly messageId: number
  readonly type: string
  readonly retryCount: number
  readonly reason: string | null

  constructor({ messageId, type, retryCount, reason }: Escalation) {
    this.messageId = messageId
    this.type = type
    this.retryCount = retryCount
    this.reason = reason
  }
}
