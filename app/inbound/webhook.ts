/** The kinds of calls from an operator. */
export type WebhookKind = 'delivery_receipt' | 'inbound_message'

/** A call as it came, already bounded. */
export interface WebhookCall {
  kind: WebhookKind
  body: string
  /** Nobody knows the encoding of its bytes: see `decodeBody`. */
  isGuessed?: boolean
}

/** Of a reply whose sender may be one of several numbers, as its row says. */
export const SENDER_UNCLEAR = 'sender_unclear'

/** Something that can be used, or what is wrong with it: the field and what is expected, without the value. */
export type Read<Value> = { readable: true; value: Value } | { readable: false; problem: string }

/** A future row of `sms_webhook_logs`. */
export interface WebhookEntry {
  kind: WebhookKind
  /** Of what it says, so that a replay finds the row that is there. A reply has it from `chainReplies`. */
  fingerprint: string
  /** Of a reply: the hash of what it says. */
  said: string | null
  /** Minutes within which the same reply again is a repetition; null: whenever it comes. */
  repeatedWithin: number | null
  body: string
  state: 'received' | 'unreadable'
  reason: string | null
  providerMessageId: string | null
  providerStatus: string | null
  /** E.164 */
  phoneNumber: string | null
  /** Of a receipt: the digits of an address in national form. */
  address: string | null
}
