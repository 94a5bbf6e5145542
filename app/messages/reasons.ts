import { GATEWAY_REASONS, type GatewayReason } from '#gateways/reasons'
import type { MessageStatus } from './message_status.js'

/**
 * The closed list of reasons: why a message is in its state or was moved to it. Each reason
 * names the states it explains. `sms_messages.reason` and `sms_message_events.reason` hold
 * nothing else.
 */
const OWN_REASONS = {
  // Waiting.
  facility_paused: ['pending'],
  message_type_paused: ['pending'],
  outside_window: ['pending'],
  number_cap: ['pending', 'suppressed'],
  day_cap: ['pending', 'suppressed'],
  reminded_today: ['pending'],
  day_limit: ['pending'],
  week_limit: ['pending'],
  requeued: ['pending'],
  resend_after_undelivered: ['pending'],
  resend_after_unknown: ['pending'],
  cause_gone: ['pending'],
  zone_rules_changed: ['pending'],
  rescheduled: ['pending'],
  // Taken back before the POST.
  lease_too_short: ['pending'],
  too_late: ['pending'],
  consent_withdrawn: ['pending'],
  not_written_down: ['pending'],
  database_replaced: ['pending'],
  // The visit, the date, the rule, the child.
  visit_recorded: ['cancelled'],
  immunization_cancelled: ['cancelled'],
  due_date_moved: ['cancelled'],
  rule_changed: ['cancelled'],
  person_erased: ['cancelled'],
  // No recipient.
  opted_out: ['suppressed'],
  no_consent: ['suppressed'],
  not_opted_out: ['suppressed'],
  patient_inactive: ['suppressed'],
  no_phone: ['suppressed'],
  unusable_phone: ['suppressed'],
  country_not_allowed: ['suppressed'],
  late: ['suppressed'],
  sent_by_hand: ['suppressed'],
  held_out: ['suppressed'],
  // Too late to be useful.
  deadline_passed: ['expired'],
  no_window_before_deadline: ['expired'],
  over_cap_until_deadline: ['expired'],
  over_limit_until_deadline: ['expired'],
  // A text that cannot be sent.
  template_missing: ['failed'],
  template_invalid: ['failed'],
  missing_placeholder: ['failed'],
  text_empty: ['failed'],
  text_too_long: ['failed'],
  // No account to send it with.
  no_route: ['failed'],
  // Counted as sent, and nobody got it.
  written_to_log: ['sent'],
  // No further retry.
  retries_used_up: ['dead_letter'],
  retry_time_used_up: ['dead_letter'],
  not_retryable: ['dead_letter'],
  no_retry_before_deadline: ['dead_letter'],
  message_escalated: ['dead_letter'],
  // The outcome is not known.
  worker_lost: ['unknown'],
  restored: ['unknown', 'sent'],
  assumed_sent: ['sent'],
  unconfirmed: ['sent'],
  // Receipts.
  receipt: ['sent', 'delivered', 'undelivered'],
  undelivered: ['undelivered'],
  // People.
  resolved_by_person: ['sent', 'delivered', 'pending', 'cancelled'],
  cancelled_by_person: ['cancelled'],
  rejected: ['cancelled'],
} as const satisfies Record<string, readonly MessageStatus[]>

/** The states in which an operator's answer, or a missing one, leaves a message. */
const AFTER_AN_ATTEMPT: readonly MessageStatus[] = ['pending', 'failed', 'unknown']

type OwnReason = keyof typeof OWN_REASONS
export type Reason = OwnReason | GatewayReason

const STATES = new Map<string, readonly MessageStatus[]>(Object.entries(OWN_REASONS))
for (const reason of GATEWAY_REASONS) {
  STATES.set(reason, [...(STATES.get(reason) ?? []), ...AFTER_AN_ATTEMPT])
}

export const REASONS: readonly string[] = [...STATES.keys()]

/** Whether a message in this state can have the reason. */
export function explains(reason: string, status: MessageStatus): boolean {
  return STATES.get(reason)?.includes(status) ?? false
}
