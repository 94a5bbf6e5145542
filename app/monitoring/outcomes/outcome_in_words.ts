import type { OutcomeGroup } from '#monitoring/outcomes/group_outcomes'
import type { Miss } from '#monitoring/outcomes/what_became'

const RETRY = 'then "node ace sms:retry --dry-run"'

/** What a miss is, and what to do about it. */
const MISSES: Record<Miss, { was: string; toDo: string }> = {
  failed: {
    was: 'failed',
    toDo: `look at them ("node ace sms:list --status=failed", then "sms:show ID"), mend the cause, ${RETRY}`,
  },
  undelivered: {
    was: 'were not delivered, as the operator reports',
    toDo: 'ask the operator why, and check the sender name and the numbers',
  },
  unconfirmed: {
    was: 'have no receipt, although receipts are usual',
    toDo: 'check that the operator can reach the webhook, and ask it whether they arrived',
  },
  suppressed: {
    was: 'were suppressed by the settings',
    toDo: 'compare config/sms_scheduler.ts with the numbers',
  },
  expired: {
    was: 'became too old to be sent',
    toDo: 'find out what held them up: "node ace sms:health --only=scheduler", "--only=account", "--only=pauses"',
  },
  unknown: {
    was: 'have an unknown outcome',
    toDo: 'check the connection to the operator, then "node ace sms:resolve ID --as=sent" (or not_sent)',
  },
  held_back: {
    was: 'wait for another day because of a daily cap',
    toDo: 'find out why there are so many, or raise "caps" in config/sms_scheduler.ts',
  },
}

/** More exact advice for some reasons. */
const BY_REASON = new Map<string, string>([
  [
    'missing_placeholder',
    `a placeholder of the text has no value; correct its spelling in the template, ${RETRY}`,
  ],
  ['template_missing', `add the text for this type and language, ${RETRY}`],
  ['template_invalid', `correct the template (docs/templates.md), ${RETRY}`],
  ['text_empty', `the text is empty; correct the template, ${RETRY}`],
  ['text_too_long', `shorten the template or raise text.maxSegments, ${RETRY}`],
  ['no_route', `add an account for these countries, or correct the numbers, ${RETRY}`],
  [
    'country_not_allowed',
    'caps.allowedPrefixes in config/sms_scheduler.ts does not list the beginning of these numbers; add it if they are meant to be reached',
  ],
  ['unusable_phone', 'correct the numbers, and check DEFAULT_COUNTRY'],
])

/** For example `60 of 60 messages "7_day_reminder" failed (missing_placeholder): …`. */
export function outcomeInWords({ dimension, value, total, missed, causes }: OutcomeGroup): string {
  const [first, ...others] = [...causes.values()].sort((a, b) => b.messages - a.messages)
  const { was, toDo } = MISSES[first.miss]
  const why = first.reason && first.reason !== first.miss ? ` (${first.reason})` : ''
  const advice = BY_REASON.get(first.reason ?? '') ?? toDo
  const which = {
    type: `messages "${value}"`,
    facility: `messages of facility "${value}"`,
    account: `messages of account "${value}"`,
    everything: 'messages',
  }[dimension]
  const rest = others.length > 0 ? `${missed} missed in all. ` : ''
  return `${first.messages} of ${total} ${which} ${was}${why}. ${rest}What to do: ${advice}`
}
