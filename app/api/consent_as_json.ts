import type { StoredConsent } from '#consents/list_consents'
import type { ConsentChange } from '#consents/show_consent'
import { fromSqlInstant } from '#storage/instants'

export function consentAsJson({ phoneNumber, recordedBy, since, ...consent }: StoredConsent) {
  const { id, status, source, evidence } = consent
  return {
    id,
    phone_number: phoneNumber,
    status,
    source,
    evidence,
    recorded_by: recordedBy,
    since: fromSqlInstant(since).toISO(),
  }
}

export function consentChangeAsJson({ at, ...change }: ConsentChange) {
  return { at: fromSqlInstant(at).toISO(), ...change }
}
