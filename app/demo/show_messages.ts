import type { UIPrimitives } from '@adonisjs/core/types/ace'
import type { DemoMessage } from '#demo/demo_messages'
import type { MessageStatus } from '#models/message_status'

const ICONS: Record<MessageStatus, string> = {
  sent: '✔',
  delivered: '✔',
  undelivered: '✖',
  pending: '…',
  sending: '…',
  unknown: '?',
  failed: '✖',
  dead_letter: '✖',
  cancelled: '–',
  suppressed: '–',
  expired: '–',
}

const REMINDERS: Record<string, string> = {
  '7_day_reminder': '7 days before',
  '1_day_reminder': '1 day before',
  'overdue_reminder': '1 day after',
}

/** Why a message is where it is, in words for somebody who sees Rappel for the first time. */
const REASONS: Record<string, string> = {
  late: 'registered too late for this reminder',
  no_phone: 'the caregiver has no phone',
  opted_out: 'the caregiver said no',
  patient_inactive: 'the patient is no longer followed',
  visit_recorded: 'the vaccine has been given',
  due_date_moved: 'the due date was moved',
  outside_window: 'waits for 08:00 at the facility',
  deadline_passed: 'too late to be useful',
  retries_used_up: 'failed four times, waits for a person',
  invalid_number: 'Orange says the number does not exist',
}

export function showMessages(messages: DemoMessage[], ui: UIPrimitives): void {
  const table = ui.table()
  table.head(['Patient', 'Vaccine', 'Facility', 'Due on', 'Reminder', 'State', 'Why', 'Tries'])
  for (const message of messages) {
    table.row([
      message.patient_ref,
      `${message.vaccine} ${message.dose}`,
      message.facility,
      message.due_on,
      REMINDERS[message.message_type] ?? message.message_type,
      `${ICONS[message.status]} ${message.status}`,
      explain(message),
      message.attempts > 0 ? String(message.attempts) : '',
    ])
  }
  table.render()

  const counts = new Map<string, number>()
  for (const { status } of messages) counts.set(status, (counts.get(status) ?? 0) + 1)
  ui.logger.info(
    `${messages.length} messages: ${[...counts].map(([status, count]) => `${count} ${status}`).join(', ')}`
  )
}

function explain({ status, reason }: DemoMessage): string {
  if (status === 'unknown')
    return `no clear answer (${reason}): Orange may have it, so it is not sent again`
  if (status === 'pending' && reason === null) return 'not due yet'
  return reason ? (REASONS[reason] ?? reason.replaceAll('_', ' ')) : ''
}
