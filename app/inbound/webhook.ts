/** What an operator calls us about. */
export type WebhookKind = 'delivery_receipt' | 'inbound_message'

/** Something that can be used, or what is wrong with it: the field and what is expected, without the value. */
export type Read<Value> = { readable: true; value: Value } | { readable: false; problem: string }

/** A row of `sms_webhook_logs` to be. */
export interface WebhookEntry {
  kind: WebhookKind
  /** Of what it says, so that a replay finds the row that is there. */
  fingerprint: string
  body: string
  state: 'received' | 'unreadable'
  reason: string | null
  providerMessageId: string | null
  providerStatus: string | null
  /** E.164 */
  phoneNumber: string | null
}
