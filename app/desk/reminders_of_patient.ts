import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { localTimeIn } from './local_time.js'
import type { MessageStatus } from '#messages/message_status'
import { reasonInWords } from '#messages/reason_words'
import { stateInWords, type StateOfMessage } from '#messages/state_in_words'
import { unplannedReminders, type UnplannedReminder } from '#reminders/unplanned_reminders'

export type Visit = Pick<
  Rows['immunizations'],
  'id' | 'vaccine' | 'dose' | 'due_on' | 'administered_on' | 'cancelled_at'
>

/** A message about an immunization. */
export type ReminderMessage = StateOfMessage &
  Pick<Rows['sms_messages'], 'id' | 'immunization_id' | 'message_type' | 'due_on'>

/** A reminder that has a row, or should have one, or will, or never did. */
export interface ReminderOfPatient {
  type: string
  vaccine: string
  dose: string
  dueOn: string
  /** The message; null if the reminder has no row. */
  id: number | null
  status: MessageStatus | 'not_planned'
  reason: string | null
  /** When it is due, or was: an instant of the database. */
  at: string
  /** One sentence or two; times in the zone of the facility. */
  why: string
  advice: string | null
}

/** The reminders of all visits, by due date and time. */
export function remindersOf(
  visits: Visit[],
  messages: ReminderMessage[],
  context: { config: SmsSchedulerConfig; zone: string; now: DateTime }
): ReminderOfPatient[] {
  const timeOf = (instant: string) => localTimeIn(context.zone, instant)
  return visits.flatMap((visit) => {
    const { id, vaccine, dose, due_on: dueOn } = visit
    const rows = messages.filter((message) => message.immunization_id === id)
    const current = rows.filter((message) => message.due_on === dueOn)
    const planned = new Set(current.map((message) => message.message_type))
    const reminders: Omit<ReminderOfPatient, 'vaccine' | 'dose'>[] = [
      ...rows.map((message) => ({
        type: message.message_type,
        dueOn: message.due_on ?? dueOn,
        id: message.id,
        status: message.status,
        reason: message.reason,
        at: message.scheduled_at,
        why: stateInWords(message, timeOf),
        advice: reasonInWords(message.reason)?.advice ?? null,
      })),
      ...unplannedReminders(visit, planned, context).map((unplanned) => ({
        type: unplanned.type,
        dueOn,
        id: null,
        status: 'not_planned' as const,
        reason: unplanned.why,
        at: unplanned.plannedAt,
        why: whyUnplanned(unplanned, timeOf),
        advice: unplanned.why === 'missing' ? 'sms:generate plans it now.' : null,
      })),
    ]
    return reminders
      .sort((left, right) => (left.at < right.at ? -1 : 1))
      .map((reminder) => ({ vaccine, dose, ...reminder }))
  })
}

function whyUnplanned(
  { why, plannedAt, rowFrom }: UnplannedReminder,
  timeOf: (instant: string) => string
): string {
  switch (why) {
    case 'given':
      return 'Not planned: the dose was given.'
    case 'cancelled':
      return 'Not planned: the dose was cancelled.'
    case 'past':
      return 'Not planned: the due date was long past when it was recorded, or its message has been cleaned up.'
    case 'not_yet':
      return `Not planned yet: it leaves ${timeOf(plannedAt)} and gets its row from ${timeOf(rowFrom)} on.`
    case 'missing':
      return 'Not planned, although it should be: the next generation plans it.'
  }
}
