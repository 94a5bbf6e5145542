import type { StoredConsent } from '#consents/list_consents'
import type { ConsentChange } from '#consents/show_consent'
import { fromSqlInstant } from '#storage/instants'

export function consentAsJson({ phoneNumber, recordedBy, since, saidAt, ...rest }: StoredConsent) {
  const { id, status, source, evidence } = rest
  return {
    id,
    phone_number: phoneNumber,
    status,
    source,
    evidence,
    recorded_by: recordedBy,
    since: fromSqlInstant(since).toISO(),
    said_at: saidAt && fromSqlInstant(saidAt).toISO(),
  }
}

export function consentChangeAsJson({ at, saidAt, ...change }: ConsentChange) {
  const said = saidAt && fromSqlInstant(saidAt).toISO()
  return { at: fromSqlInstant(at).toISO(), ...change, said_at: said }
}
