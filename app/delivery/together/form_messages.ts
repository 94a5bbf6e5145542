import type { ClaimedMessage } from '#delivery/claim/claimed_message'
import type { ReadyMessage } from '#delivery/message_in_hand'
import type { Settlement } from '#delivery/send/settle_unsent'
import {
  groupReminders,
  hasOwnText,
  type AdmittedMessage,
} from '#delivery/together/group_reminders'
import { MessageStatuses } from '#messages/message_status'
import type { Reason } from '#messages/reasons'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { composeMessage, type ComposedMessage } from '#texts/compose_message'
import type { Templates } from '#texts/template_store'

type Text = Extract<ComposedMessage, { ok: true }>
type Refused = Exclude<ComposedMessage, Text>
type Group = [AdmittedMessage, ...AdmittedMessage[]]

const SENT_AGAIN: string[] = [
  'requeued',
  'resend_after_undelivered',
  'resend_after_unknown',
] satisfies Reason[]

export interface FormedMessages {
  ready: ReadyMessage[]
  /** Those whose text cannot be written. */
  unsent: Settlement[]
}

type Settings = Pick<SmsSchedulerConfig, 'frequency' | 'text'>

/**
 * Makes one SMS of the reminders that belong together; the first of them, the most urgent, carries
 * the others. Where one text cannot say all, those of the first one's type leave together, or the
 * first alone; the others are in neither list and come back with the next claim.
 */
export function formMessages(
  admitted: AdmittedMessage[],
  templates: Templates,
  settings: Settings
): FormedMessages {
  const formed: FormedMessages = { ready: [], unsent: [] }
  for (const group of groupReminders(admitted, settings.frequency.together)) {
    const write = (messages: Group) => composeMessage(textsOf(messages), templates, settings.text)
    const all = write(group)
    if (all.ok) formed.ready.push(toReady(group, all))
    else formInParts(group, all, write, formed)
  }
  return formed
}

/** A reminder whose own text cannot be written must not hold up the others. */
function formInParts(
  group: Group,
  refused: Refused,
  write: (messages: Group) => ComposedMessage,
  { ready, unsent }: FormedMessages
): void {
  const alone = group.length === 1 ? [refused] : group.map((one) => write([one]))
  for (const [place, text] of alone.entries())
    if (!text.ok) unsent.push(failed(group[place].message, text))
  const writable = group.filter((_, place) => alone[place].ok)
  if (!isGroup(writable)) return

  const [leader] = writable
  const { message_type: type } = leader.message
  const ofItsType = writable.filter(({ message }) => message.message_type === type)
  for (const part of [writable, ofItsType as Group, [leader] satisfies Group]) {
    const text = write(part)
    if (!text.ok) continue
    ready.push(toReady(part, text))
    return
  }
}

function isGroup(messages: AdmittedMessage[]): messages is Group {
  return messages.length > 0
}

/** A retry is rendered again: names and templates may have been corrected. */
function textsOf(group: Group): [ClaimedMessage, ...ClaimedMessage[]] {
  return group.map(({ message }) =>
    message.body === null || hasOwnText(message) ? message : { ...message, body: null }
  ) as [ClaimedMessage, ...ClaimedMessage[]]
}

function failed({ id }: ClaimedMessage, { reason, detail }: Refused): Settlement {
  return { id, status: MessageStatuses.failed, reason, detail, scheduledAt: null }
}

function toReady(group: Group, text: Text): ReadyMessage {
  const [{ id, message, identity, timezone, expiresAt }, ...others] = group
  const ends = group.flatMap((one) => one.expiresAt ?? []).sort()
  return {
    id,
    identity,
    timezone,
    expiresAt,
    messageType: message.message_type,
    phoneNumber: message.phone_number!,
    body: text.body,
    encoding: text.encoding,
    segments: text.segments,
    templateVersion: text.templateVersion,
    templateId: text.templateId,
    leaveBefore: group.flatMap(({ leaveBefore }) => leaveBefore ?? []).sort()[0] ?? null,
    retryCount: message.retry_count,
    retryingSince: message.retrying_since,
    isReminder: message.immunization_id !== null,
    isAgain: message.reason !== null && SENT_AGAIN.includes(message.reason),
    carried: others.map((one) => ({
      id: one.id,
      identity: one.identity,
      timezone: one.timezone,
      expiresAt: one.expiresAt,
    })),
    usefulUntil: ends[0] ?? null,
    retryUntil: ends.length < group.length ? null : ends.at(-1)!,
  }
}
