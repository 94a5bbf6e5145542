import { DateTime } from 'luxon'
import SmsMessageEvent from '#models/sms_message_event'
import AuditEvent from '#models/audit_event'
import { CancelMessages } from '#delivery/desk/cancel_messages'
import { EditMessage } from '#delivery/desk/edit_message'
import { PreviewRequeue } from '#delivery/desk/preview_requeue'
import { RejectMessages } from '#delivery/desk/reject_messages'
import { RequeueMessages } from '#delivery/desk/requeue_messages'
import { ResolveUnknown } from '#delivery/desk/resolve_unknown'
import type SmsMessage from '#models/sms_message'
import { aMessage } from '#tests/helpers/arrange'
import { anEngine, TEST_NOW } from '#tests/helpers/sweeps'

export const now = DateTime.fromISO(TEST_NOW, { zone: 'utc' })

/** Who does it in these tests. */
export const actor = 'cli:awa'

/** What people can do, beside an engine with a fake gateway on the same clock and database. */
export async function aDesk(parts: Parameters<typeof anEngine>[0] = {}) {
  const engine = await anEngine(parts)
  const { resolver } = engine
  return {
    ...engine,
    requeue: await resolver.make(RequeueMessages),
    preview: await resolver.make(PreviewRequeue),
    edit: await resolver.make(EditMessage),
    reject: await resolver.make(RejectMessages),
    cancel: await resolver.make(CancelMessages),
    resolve: await resolver.make(ResolveUnknown),
  }
}

/** A message that used up its retries an hour ago. */
export async function aDeadLetter(values: Parameters<typeof aMessage>[0] = {}) {
  const message = await aMessage({
    status: 'dead_letter',
    reason: 'retries_used_up',
    attemptCount: 4,
    retryCount: 3,
    retryingSince: now.minus({ hours: 2 }),
    failedAt: now.minus({ hours: 1 }),
    segments: 1,
    ...values,
  })
  return message
}

export async function movesOf(message: SmsMessage) {
  const events = await SmsMessageEvent.query().where('message_id', message.id).orderBy('id')
  return events.map(({ fromStatus, toStatus, actor: who, reason, detail }) => ({
    move: `${fromStatus} → ${toStatus}`,
    actor: who,
    reason,
    detail,
  }))
}

export async function auditTrail() {
  const events = await AuditEvent.query().orderBy('id')
  return events.map((event) => ({
    actor: event.actor,
    action: event.action,
    subject: event.subject,
    detail: JSON.parse(event.detail ?? 'null'),
  }))
}
