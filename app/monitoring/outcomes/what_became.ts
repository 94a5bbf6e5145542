import { MessageStatuses } from '#messages/message_status'

/** How a message missed its caregiver. `held_back`: a daily cap keeps it for another day. */
export type Miss =
  'failed' | 'undelivered' | 'unconfirmed' | 'suppressed' | 'expired' | 'unknown' | 'held_back'

/** `nothing`: it was not to go out, or it is too early to tell. */
export type Fate = Miss | 'reached' | 'nothing'

export interface CountedOutcome {
  status: string
  reason: string | null
  /** Sent long enough ago for a receipt. */
  silent: number
}

/** Reasons of the settings or the data; consent, visits and children who moved are none. */
const SUPPRESSED_BY_SETTINGS = new Set([
  'country_not_allowed',
  'number_cap',
  'day_cap',
  'unusable_phone',
])

const CAPS = new Set(['number_cap', 'day_cap'])

/** Nobody expects a receipt of these. */
const SENT_BY_DECISION = new Set(['assumed_sent', 'resolved_by_person', 'restored'])

/** What became of a message. `receiptsAreUsual`: for the account that it went through. */
export function whatBecameOf(
  { status, reason, silent }: CountedOutcome,
  receiptsAreUsual: boolean
): Fate {
  switch (status) {
    case MessageStatuses.delivered:
      return 'reached'
    case MessageStatuses.sent:
      if (silent && receiptsAreUsual && !SENT_BY_DECISION.has(reason ?? '')) return 'unconfirmed'
      return 'reached'
    case MessageStatuses.failed:
    case MessageStatuses.dead_letter:
      return 'failed'
    case MessageStatuses.undelivered:
    case MessageStatuses.unknown:
    case MessageStatuses.expired:
      return status
    case MessageStatuses.suppressed:
      return SUPPRESSED_BY_SETTINGS.has(reason ?? '') ? 'suppressed' : 'nothing'
    case MessageStatuses.pending:
      return CAPS.has(reason ?? '') ? 'held_back' : 'nothing'
    default:
      return 'nothing'
  }
}
