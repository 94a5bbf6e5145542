import type { ConsentPolicy } from '#app/sms_scheduler_settings'
import { isStopConfirmation, STOP_CONFIRMATION } from '#consents/stop_confirmation'

/** Why a number is not sent to, as it stands in `sms_messages.reason`. */
export type Refusal = 'opted_out' | 'no_consent'

/**
 * Who may be sent to, here and nowhere else: with `opt_out` everybody who has not
 * said no, with `opt_in` only who has said yes. The confirmation of a STOP is for
 * those alone who have just said it.
 */
export function refusalOf(consent: string | null, policy: ConsentPolicy): Refusal | null {
  if (consent === 'opted_out') return 'opted_out'
  return policy === 'opt_in' && consent === null ? 'no_consent' : null
}

/** The same for one message, at the gate. */
export function refusalOfMessage(
  message: { message_type: string; source: string; consent: string | null },
  policy: ConsentPolicy
): Refusal | 'not_opted_out' | null {
  if (!isStopConfirmation(message)) return refusalOf(message.consent, policy)
  return message.consent === 'opted_out' ? null : 'not_opted_out'
}

/** The same for a reminder, where `status` is the consent of its number: empty, or why not. */
export function refusalInSql(status: string, policy: ConsentPolicy): string {
  const saidNothing = policy === 'opt_in' ? `WHEN ${status} IS NULL THEN 'no_consent'` : ''
  return `(CASE WHEN ${status} = 'opted_out' THEN 'opted_out' ${saidNothing} END)`
}

/** The same as a condition on message `m`: that nothing speaks against it. */
export function mayBeSentTo(m: string, policy: ConsentPolicy): string {
  const said = (status: string) =>
    `EXISTS (SELECT 1 FROM sms_consents c WHERE c.phone_number = ${m}.phone_number AND c.status = '${status}')`
  const { type, source } = STOP_CONFIRMATION
  return `(CASE WHEN ${m}.message_type = '${type}' AND ${m}.source = '${source}' THEN ${said('opted_out')}
    ELSE ${policy === 'opt_in' ? said('opted_in') : `NOT ${said('opted_out')}`} END)`
}
