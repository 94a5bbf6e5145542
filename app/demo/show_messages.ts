import type { UIPrimitives } from '@adonisjs/core/types/ace'
import type { DemoMessage } from '#demo/demo_messages'
import type { MessageStatus } from '#messages/message_status'

/** The states in the order that makes sense to a newcomer, each with its meaning. */
const STATES: [MessageStatus, string, string][] = [
  ['delivered', '✔', 'on the phone, says Orange'],
  ['undelivered', '✖', 'did not reach the phone'],
  ['sent', '✔', 'Orange has accepted it'],
  ['pending', '…', 'its time has not come yet'],
  ['sending', '…', 'on its way'],
  ['unknown', '?', 'no clear answer: Orange may have it, so it is not sent again automatically'],
  ['dead_letter', '✖', 'failed four times, waits for a person'],
  ['failed', '✖', 'refused for good'],
  ['expired', '–', 'too late to be useful'],
  ['cancelled', '–', 'no longer wanted'],
  ['suppressed', '–', 'planned, and deliberately not sent'],
]

const REMINDERS: Record<string, string> = {
  '7_day_reminder': '7 days before',
  '1_day_reminder': '1 day before',
  'overdue_reminder': '1 day after',
}

/** Why a message is in its state, for a first-time user. */
const REASONS: Record<string, string> = {
  late: 'registered too late for this one',
  no_phone: 'the caregiver has no phone',
  opted_out: 'the caregiver opted out',
  outside_window: 'waits for 08:00 at the facility',
  invalid_number: 'Orange says there is no such number',
  connection_reset: 'the connection broke after the request',
  answer_cut_short: 'the answer was cut short',
  retries_used_up: 'three retries did not help',
}

export function showMessages(messages: DemoMessage[], ui: UIPrimitives): void {
  for (const [status, icon, meaning] of STATES) {
    const group = messages.filter((message) => message.status === status)
    if (group.length === 0) continue
    ui.logger.log('')
    ui.logger.log(ui.colors.bold(`  ${icon} ${status}: ${group.length}`) + `, ${meaning}`)
    for (const row of aligned(group.map(cellsOf))) ui.logger.log(`    ${row}`)
  }
}

function cellsOf(message: DemoMessage): string[] {
  return [
    message.patient_ref,
    `${message.vaccine} ${message.dose}`,
    message.facility,
    `due ${message.due_on}`,
    REMINDERS[message.message_type] ?? message.message_type,
    message.reason ? (REASONS[message.reason] ?? message.reason.replaceAll('_', ' ')) : '',
    message.attempts > 1 ? `${message.attempts} tries` : '',
  ]
}

function aligned(rows: string[][]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd()
  )
}
