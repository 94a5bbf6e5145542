import type { StoredInboundMessage } from '#inbound/list_inbound_messages'
import { fromSqlInstant } from '#storage/instants'

export function inboundMessageAsJson(message: StoredInboundMessage) {
  const { id, receivedAt, phoneNumber, destination, body, keyword, effect, readAt, readBy } =
    message
  return {
    id,
    received_at: fromSqlInstant(receivedAt).toISO(),
    phone_number: phoneNumber,
    destination,
    body,
    keyword,
    effect,
    read_at: readAt && fromSqlInstant(readAt).toISO(),
    read_by: readBy,
  }
}
