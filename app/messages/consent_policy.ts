import type { ConsentPolicy } from '#settings/sms_scheduler_settings'
import { isStopConfirmation, STOP_CONFIRMATION } from './stop_confirmation.js'

/** Why a number is not sent to, as it stands in `sms_messages.reason`. */
export type ConsentRefusal = 'opted_out' | 'no_consent'

/**
 * Decides which numbers may be sent to; nothing else does. `opt_out` allows every number that
 * has not opted out, `opt_in` only those that opted in. The confirmation of a STOP goes only to
 * a number that has opted out.
 */
export function refusalOf(consent: string | null, policy: ConsentPolicy): ConsentRefusal | null {
  if (consent === 'opted_out') return 'opted_out'
  return policy === 'opt_in' && consent === null ? 'no_consent' : null
}

/** The same for one message, at the gate. */
export function refusalOfMessage(
  message: { message_type: string; source: string; consent: string | null },
  policy: ConsentPolicy
): ConsentRefusal | 'not_opted_out' | null {
  if (!isStopConfirmation(message)) return refusalOf(message.consent, policy)
  return message.consent === 'opted_out' ? null : 'not_opted_out'
}

/**
 * The same for a reminder in SQL. `status` is the consent of its number; the result is NULL or
 * the refusal.
 */
export function refusalInSql(status: string, policy: ConsentPolicy): string {
  const saidNothing = policy === 'opt_in' ? `WHEN ${status} IS NULL THEN 'no_consent'` : ''
  return `(CASE WHEN ${status} = 'opted_out' THEN 'opted_out' ${saidNothing} END)`
}

/** The same as a condition on message `m`: nothing forbids sending it. */
export function mayBeSentTo(m: string, policy: ConsentPolicy): string {
  const said = (status: string) =>
    `EXISTS (SELECT 1 FROM sms_consents c WHERE c.phone_number = ${m}.phone_number AND c.status = '${status}')`
  const { type, source } = STOP_CONFIRMATION
  return `(CASE WHEN ${m}.message_type = '${type}' AND ${m}.source = '${source}' THEN ${said('opted_out')}
    ELSE ${policy === 'opt_in' ? said('opted_in') : `NOT ${said('opted_out')}`} END)`
}
