import type { HttpContext } from '@adonisjs/core/http'
import { isAbleTo } from '#app/api/is_able_to'
import type { ListedMessage } from '#desk/listed_message'
import type { ShownMessage } from '#desk/show_message'
import { isoOfSqlInstant } from '#storage/instants'

const iso = (instant: string | null) => instant && isoOfSqlInstant(instant)

export function listedMessageAsJson(message: ListedMessage) {
  return {
    id: message.id,
    type: message.type,
    status: message.status,
    reason: message.reason,
    phone_number: message.phoneNumber,
    patient: message.patient,
    facility: message.facility,
    language: message.language,
    source: message.source,
    scheduled_at: iso(message.scheduledAt),
    updated_at: iso(message.updatedAt),
    attempts: message.attempts,
    retries: message.retries,
    carried_by: message.carriedBy,
  }
}

/** One message with its timeline, its attempts and its receipts; the text with `messages:read`. */
export function shownMessageAsJson(ctx: HttpContext, shown: ShownMessage) {
  const { message, why, timezone } = shown
  return {
    id: message.id,
    type: message.message_type,
    status: message.status,
    reason: message.reason,
    why: why.sentence,
    advice: why.advice,
    phone_number: message.phone_number,
    message: isAbleTo(ctx, 'messages:read') ? message.body : null,
    encoding: message.encoding,
    segments: message.segments,
    language: message.language,
    patient: message.patient,
    vaccine: message.vaccine,
    dose: message.dose,
    due_on: message.due_on,
    facility: message.facility,
    timezone,
    priority: message.priority,
    urgent: Boolean(message.urgent),
    source: message.source,
    planned_at: iso(message.planned_at),
    scheduled_at: iso(message.scheduled_at),
    expires_at: iso(message.expires_at),
    sent_at: iso(message.sent_at),
    delivered_at: iso(message.delivered_at),
    failed_at: iso(message.failed_at),
    created_at: iso(message.created_at),
    updated_at: iso(message.updated_at),
    attempts: message.attempt_count,
    retries: message.retry_count,
    account: message.gateway_account,
    provider_message_id: message.provider_message_id,
    receipt_status: message.receipt_status,
    error_code: message.error_code,
    error_message: message.error_message,
    carried_by: message.carried_by,
    carries: shown.carried.map(({ id }) => id),
    timeline: shown.events.map(
      ({ at, actor, from_status: from, to_status: to, reason, detail }) => ({
        at: iso(at),
        actor,
        from,
        to,
        reason,
        detail,
      })
    ),
    sends: shown.attempts.map(({ started_at: startedAt, finished_at: finishedAt, ...attempt }) => ({
      ...attempt,
      started_at: iso(startedAt),
      finished_at: iso(finishedAt),
    })),
    receipts: shown.receipts.map(({ received_at: receivedAt, ...receipt }) => ({
      ...receipt,
      received_at: iso(receivedAt),
    })),
  }
}
