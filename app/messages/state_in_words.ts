import type { Rows } from '#database/rows'
import { MessageStatuses, type MessageStatus } from './message_status.js'
import { reasonInWords } from './reason_words.js'

/** What decides the sentence about a message. Instants as the database writes them. */
export interface StateOfMessage extends Pick<
  Rows['sms_messages'],
  'reason' | 'scheduled_at' | 'sent_at' | 'delivered_at' | 'expires_at' | 'unconfirmed_at'
> {
  status: MessageStatus
}

/** A state and its reason as one sentence or two. `timeOf` writes an instant for the reader. */
export function stateInWords(message: StateOfMessage, timeOf: (instant: string) => string): string {
  const state = SENTENCES[message.status](message, (instant) =>
    instant ? timeOf(instant) : 'an unknown time'
  )
  const reason = reasonInWords(message.reason)
  return reason ? `${state} ${reason.meaning}` : state
}

type Sentence = (message: StateOfMessage, time: (instant: string | null) => string) => string

const SENTENCES: Record<MessageStatus, Sentence> = {
  [MessageStatuses.pending]: (m, time) => `It waits: due ${time(m.scheduled_at)}.`,
  [MessageStatuses.sending]: () => 'It is being sent right now.',
  [MessageStatuses.sent]: (m, time) =>
    m.unconfirmed_at || m.reason
      ? `The operator took it ${time(m.sent_at)}.`
      : `The operator took it ${time(m.sent_at)}. No final receipt has come yet.`,
  [MessageStatuses.delivered]: (m, time) => `It was delivered ${time(m.delivered_at)}.`,
  [MessageStatuses.undelivered]: (m, time) =>
    `The operator took it ${time(m.sent_at)}, and it did not arrive.`,
  [MessageStatuses.unknown]: () => 'Nobody knows whether it left.',
  [MessageStatuses.failed]: () => 'It failed, and is not retried by itself.',
  [MessageStatuses.dead_letter]: () => 'It failed, and waits for a person.',
  [MessageStatuses.cancelled]: () => 'It was called off and will not be sent.',
  [MessageStatuses.suppressed]: () => 'It was planned and deliberately not sent.',
  [MessageStatuses.expired]: (m, time) =>
    `It was not sent, because it was only of use until ${time(m.expires_at)}.`,
}
