import { GATEWAY_REASON_WORDS, type Words } from './gateway_reason_words.js'
import type { Reason } from './reasons.js'

/** As docs/reasons.md, without its markup; a test compares the two. */
const REASON_WORDS: Readonly<Record<Reason, Words>> = {
  ...GATEWAY_REASON_WORDS,
  outside_window: [
    'It is night at the facility. The message leaves when the window opens.',
    'Nothing.',
  ],
  facility_paused: [
    'Somebody paused the facility.',
    'sms:resume --facility=CODE when it may go on.',
  ],
  message_type_paused: [
    'Somebody paused this message type.',
    'sms:resume --type=TYPE when it may go on.',
  ],
  number_cap: [
    "The number has had its messages for today (caps.messagesPerNumberPerDay, 10 by default). caps.whenOver decides whether it waits for the next day's window or is dropped.",
    'Nothing, or raise the cap.',
  ],
  day_cap: [
    "All segments allowed for today are used (caps.segmentsPerDay, 10,000 by default). caps.whenOver decides whether it waits for the next day's window or is dropped.",
    'Nothing, or raise the cap.',
  ],
  reminded_today: [
    "The number's SMS of today had left before this reminder was due. It leaves with the next day's, as long as it is of use then (frequency.together).",
    'Nothing.',
  ],
  day_limit: [
    "The number has had its reminders for today (frequency.remindersPerNumberPerDay). It waits for the next day's window.",
    'Nothing, or raise the limit.',
  ],
  week_limit: [
    "The number has had its reminders of seven days (frequency.remindersPerNumberPerWeek). It waits for the next day's window.",
    'Nothing, or raise the limit.',
  ],
  requeued: ['A person sent it again. It is due now.', 'Nothing.'],
  resend_after_undelivered: [
    'The operator could not deliver it. Its type is in receipts.resendUndelivered, so it is sent once more.',
    'Nothing.',
  ],
  resend_after_unknown: [
    'Its outcome was unknown. Its policy is resend_once, so it is sent once more.',
    'Nothing.',
  ],
  cause_gone: [
    'The reminder was called off, and the cause is gone: a phone was added, a date moved back, consent given.',
    'Nothing.',
  ],
  zone_rules_changed: [
    'A remark: the clocks of its zone follow other rules than were known when it was planned. The reminder keeps its local time. The event has the instants, before and now.',
    'Nothing.',
  ],
  rescheduled: [
    'A person changed its date. It leaves then, alone or with what is due by then.',
    'Nothing.',
  ],
  lease_too_short: [
    'The worker was slow: too little of its lease was left for a POST.',
    'Nothing. If it happens often, the machine or the database is overloaded.',
  ],
  too_late: [
    'The window closed, or the deadline passed, between the claim and the POST.',
    'Nothing: the next sweep decides about it.',
  ],
  consent_withdrawn: [
    'The number said no just before the POST. The next sweep suppresses the message.',
    'Nothing.',
  ],
  not_written_down: [
    'The state folder (RAPPEL_STATE_DIR) could not be written.',
    'Free disk space, or let Rappel write to the folder.',
  ],
  database_replaced: [
    'The SQLite file was replaced or deleted under the process, which has ended.',
    'Put the right file in place and start the process again.',
  ],
  visit_recorded: ['The dose has been given.', 'Nothing.'],
  immunization_cancelled: [
    'The dose is not due any more: a register has cancelled it.',
    'Nothing.',
  ],
  due_date_moved: ['The due date changed. The new date has reminders of its own.', 'Nothing.'],
  rule_changed: ['The reminder rule has a new version, or was removed.', 'Nothing.'],
  person_erased: ['The person is being erased.', 'Nothing.'],
  cancelled_by_person: ['A person cancelled it (sms:cancel).', 'Nothing.'],
  rejected: ['A person closed it (sms:reject). The event has the explanation.', 'Nothing.'],
  opted_out: [
    'The number said no.',
    'Nothing. If the caregiver wants messages again: consent:opt-in NUMBER.',
  ],
  no_consent: [
    'consent.policy is opt_in, and the number has not said yes.',
    'Ask, then consent:opt-in NUMBER.',
  ],
  not_opted_out: [
    'The confirmation of a STOP was not sent, because the number had opted in again.',
    'Nothing.',
  ],
  patient_inactive: [
    'The patient moved, died or left the programme.',
    'Correct the status in the patient record if it is wrong.',
  ],
  no_phone: [
    'The patient has no phone number.',
    'Add one and import again. The reminder reopens by itself if it is still useful.',
  ],
  unusable_phone: [
    'The number is not in E.164 form.',
    'Correct it in the patient record. Later reminders use the new number.',
  ],
  country_not_allowed: [
    'The number begins with none of caps.allowedPrefixes.',
    'Correct the number, or add the prefix. Later reminders follow.',
  ],
  sent_by_hand: [
    'A person has sent an SMS about the child (frequency.daysAfterByHand).',
    'Nothing.',
  ],
  held_out: [
    'The child is in the hold-out, which gets no reminders (evaluation.holdOutShare).',
    'Nothing: it ends with the setting, and a dose overdue for longer is reminded of.',
  ],
  late: ['The patient was registered after this reminder had lost its use.', 'Nothing.'],
  deadline_passed: [
    'The message was not useful any more.',
    'If there are many, find out why they waited: pause, outage, no scheduler.',
  ],
  no_window_before_deadline: ['The deadline comes before the next window opens.', 'Nothing.'],
  over_cap_until_deadline: [
    'A cap delayed the message past its deadline.',
    'Raise the cap if this was not intended.',
  ],
  over_limit_until_deadline: [
    'The number had had its reminders, and this one lost its use before the next could leave.',
    'Raise frequency.remindersPerNumberPerDay or remindersPerNumberPerWeek if this was not intended.',
  ],
  template_missing: ['sms_templates has no text for this type and language.', 'Add the template.'],
  template_invalid: [
    'The template is not in the form that docs/templates.md describes.',
    'Correct the template.',
  ],
  missing_placeholder: [
    'The template uses a value that this message does not have.',
    'Complete the record, or change the template.',
  ],
  text_empty: ['The text is empty.', 'Correct the template.'],
  no_route: [
    'No account takes numbers of this country.',
    'Add an account (SMS_MORE_ACCOUNTS) or correct the number (sms:edit), then sms:retry --reason=no_route.',
  ],
  retries_used_up: [
    'All retries failed.',
    'Look at the last error. Then sms:retry, sms:edit or sms:reject.',
  ],
  retry_time_used_up: [
    'The next retry would come after retryForMinutes.',
    'Look at the last error. Then sms:retry, sms:edit or sms:reject.',
  ],
  not_retryable: [
    'The retry policy names this error in neverFor.',
    'Look at the last error. Then sms:retry, sms:edit or sms:reject.',
  ],
  no_retry_before_deadline: [
    'The next retry would come at or after the deadline.',
    'Usually nothing: the message has lost its use.',
  ],
  message_escalated: ['Only in the history: people were told of the dead letter.', 'Nothing.'],
  worker_lost: [
    'A worker stopped while the message was being sent.',
    'Wait for a receipt, or ask the caregiver, then sms:resolve ID --as=sent (or delivered, not_sent, cancelled).',
  ],
  restored: [
    'The database was restored from a backup, and the message left, or may have left, after the backup was made.',
    'If it is unknown: wait for a receipt, or find out and use sms:resolve.',
  ],
  written_to_log: [
    'The gateway was log (SMS_GATEWAY): the message was written to the log, and nobody got an SMS.',
    'In production set SMS_GATEWAY=orange.',
  ],
  assumed_sent: ['Its outcome was unknown. Its policy is assume_sent.', 'Nothing.'],
  resolved_by_person: ['A person said what became of it (sms:resolve).', 'Nothing.'],
  unconfirmed: [
    'No final receipt came within receipts.unconfirmedAfterHours. The message does not count as delivered.',
    'If there are many: check that Orange calls the webhook (sms:health --only=receipts).',
  ],
  undelivered: [
    'The operator could not deliver it.',
    'Check the number with the caregiver, then sms:edit and sms:retry.',
  ],
  receipt: [
    'Only in the history: a receipt moved the message, or said something new about it.',
    'Nothing.',
  ],
}

const WORDS = new Map<string, Words>(Object.entries(REASON_WORDS))

/** A reason in words; null for a message without one, or with one of a later version. */
export function reasonInWords(reason: string | null): { meaning: string; advice: string } | null {
  const words = reason === null ? undefined : WORDS.get(reason)
  return words ? { meaning: words[0], advice: words[1] } : null
}
