import type { OutboundSms } from '#gateways/types'
import type { ErrorBody } from '#gateways/orange/parse_error_body'
import { withoutPersonalData } from '#values/without_personal_data'

/** The provider's own words for people, with the cause filled in and without the patient's data. */
export function describeError(
  { message, description, cause }: ErrorBody,
  sms?: Pick<OutboundSms, 'body'>
): string | undefined {
  const parts = new Set<string>()
  if (message) parts.add(cause ? message.replaceAll('%1', () => cause) : message)
  if (description) parts.add(description)
  if (cause && !message?.includes('%1')) parts.add(cause)

  return withoutPersonalData([...parts].join(': '), sms) || undefined
}
