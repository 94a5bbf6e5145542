import type { StoredInboundMessage } from '#inbound/list_inbound_messages'
import { fromSqlInstant } from '#storage/instants'

export function inboundMessageAsJson(message: StoredInboundMessage) {
  const { id, receivedAt, sentAt, phoneNumber, destination, body, readAt, readBy } = message
  const { keyword, effect, reason } = message
  return {
    id,
    received_at: fromSqlInstant(receivedAt).toISO(),
    sent_at: sentAt && fromSqlInstant(sentAt).toISO(),
    phone_number: phoneNumber,
    destination,
    body,
    keyword,
    effect,
    reason,
    read_at: readAt && fromSqlInstant(readAt).toISO(),
    read_by: readBy,
  }
}
