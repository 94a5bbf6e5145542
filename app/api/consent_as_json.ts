import type { HttpContext } from '@adonisjs/core/http'
import { shownNumber } from '#app/api/shown_number'
import type { StoredConsent } from '#consents/list_consents'
import type { ConsentChange } from '#consents/show_consent'
import { fromSqlInstant } from '#storage/instants'

/** The number whole with `phones:read`, else masked. */
export function consentAsJson(ctx: HttpContext, consent: StoredConsent) {
  const { phoneNumber, recordedBy, since, saidAt, ...rest } = consent
  const { id, status, source, evidence } = rest
  return {
    id,
    phone_number: shownNumber(ctx, phoneNumber),
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
