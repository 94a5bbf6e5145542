import type { HttpContext } from '@adonisjs/core/http'
import { isAbleTo } from '#app/api/is_able_to'
import { shownNumber } from '#app/api/shown_number'
import type { StoredInboundMessage } from '#inbound/list_inbound_messages'
import { fromSqlInstant } from '#storage/instants'

/** The number whole with `phones:read`, else masked; the text with `messages:read`. */
export function inboundMessageAsJson(ctx: HttpContext, message: StoredInboundMessage) {
  const { id, receivedAt, sentAt, phoneNumber, destination, body, readAt, readBy } = message
  const { keyword, effect, reason } = message
  return {
    id,
    received_at: fromSqlInstant(receivedAt).toISO(),
    sent_at: sentAt && fromSqlInstant(sentAt).toISO(),
    phone_number: shownNumber(ctx, phoneNumber),
    destination,
    body: isAbleTo(ctx, 'messages:read') ? body : null,
    keyword,
    effect,
    reason,
    read_at: readAt && fromSqlInstant(readAt).toISO(),
    read_by: readBy,
  }
}
