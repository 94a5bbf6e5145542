import type { Rows } from '#database/rows'
import { REQUESTED, SCHEDULED } from '#messages/scheduled_message'
import { isoOfSqlInstant } from '#storage/instants'

/** The columns of `outgoing_events` that an event says. */
export type EventRow = Pick<
  Rows['outgoing_events'],
  'id' | 'event_id' | 'type' | 'occurred_at' | 'reason' | 'message_id' | 'consent_event_id'
>

/** What a receiver can recognise a message by; neither number nor name nor text. */
export interface MessageFacts extends Pick<
  Rows['sms_messages'],
  'id' | 'message_type' | 'source' | 'dedupe_key'
> {
  patient: string | null
  facility: string | null
}

/** An opt-out without the number: the children whose caregiver has it. */
export interface OptOutFacts {
  source: string
  patients: string[]
  /** The latest message to the number. */
  lastMessage: MessageFacts | null
}

/** Keys of schedules by id. */
export type ScheduleKeys = ReadonlyMap<number, string | null>

export function bodyOfMove(event: EventRow, message: MessageFacts, keys: ScheduleKeys): string {
  return JSON.stringify({
    ...headOf(event),
    message: {
      ...messageAsJson(message, keys),
      status: event.type.slice('message.'.length),
      reason: event.reason,
    },
  })
}

export function bodyOfOptOut(
  event: EventRow,
  { source, patients, lastMessage }: OptOutFacts,
  keys: ScheduleKeys
): string {
  return JSON.stringify({
    ...headOf(event),
    source,
    patients,
    last_message: lastMessage && messageAsJson(lastMessage, keys),
  })
}

/** The schedule that created a message; null if none did. */
export function scheduleOf({ source, dedupe_key: key }: MessageFacts): number | null {
  const [, id] = (source === SCHEDULED && key?.split(':')) || []
  return id === undefined ? null : Number(id)
}

function headOf({ event_id: id, type, occurred_at: at }: EventRow) {
  return { id, type, occurred_at: isoOfSqlInstant(at) }
}

function messageAsJson(message: MessageFacts, keys: ScheduleKeys) {
  const schedule = scheduleOf(message)
  return {
    id: message.id,
    type: message.message_type,
    source: message.source,
    patient: message.patient,
    facility: message.facility,
    schedule,
    idempotency_key: schedule === null ? ownKeyOf(message) : (keys.get(schedule) ?? null),
  }
}

/** Of a message that a program created over the API: `api:CLIENT:` and its own key. */
function ownKeyOf({ source, dedupe_key: key }: MessageFacts): string | null {
  if (source !== REQUESTED || !key) return null
  return key.split(':').slice(2).join(':')
}
