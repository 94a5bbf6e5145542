/** A message that has used up its automatic retries. */
export interface Escalation {
  messageId: number
  type: string
  retryCount: number
  /** Why it is a dead letter. */
  reason: string | null
}

/**
 * A message became a dead letter for the first time and now waits for a person. Emitted once in its
 * life.
 */
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
