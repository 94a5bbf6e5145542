import SmsMessageEvent from '#models/sms_message_event'
import { CANCELLATION, REJECTION } from '#desk/desk_moves'
import { EditMessage } from '#desk/edit_message'
import { MoveByHand, type MoveRequest } from '#desk/move_by_hand'
import { PreviewRequeue } from '#desk/preview_requeue'
import { RequeueMessages } from '#desk/requeue_messages'
import { ResolveUnknown } from '#desk/resolve_unknown'
import type SmsMessage from '#models/sms_message'
import { aMessage } from '#tests/helpers/arrange'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { now } from '#tests/helpers/test_clock'

/** Who does it in these tests. */
export const actor = 'cli:awa'

/** What people can do, beside an engine with a fake gateway on the same clock and database. */
export async function aDesk(parts: EngineOptions = {}) {
  const engine = await anEngine(parts)
  const { resolver } = engine
  const moves = await resolver.make(MoveByHand)
  return {
    ...engine,
    requeue: await resolver.make(RequeueMessages),
    preview: await resolver.make(PreviewRequeue),
    edit: await resolver.make(EditMessage),
    reject: { run: (request: MoveRequest) => moves.run(request, REJECTION) },
    cancel: { run: (request: MoveRequest) => moves.run(request, CANCELLATION) },
    resolve: await resolver.make(ResolveUnknown),
  }
}

/** A message that used up its retries an hour ago. */
export async function aDeadLetter(values: Parameters<typeof aMessage>[0] = {}) {
  return aMessage({
    status: 'dead_letter',
    reason: 'retries_used_up',
    attemptCount: 4,
    retryCount: 3,
    retryingSince: now.minus({ hours: 2 }),
    failedAt: now.minus({ hours: 1 }),
    segments: 1,
    ...values,
  })
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
