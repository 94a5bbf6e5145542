import type { DateTime } from 'luxon'
import { WAYS_OF_SAYING, writeEvidence } from '#consents/evidence'
import type { ShownPatient } from '#desk/show_patient'
import { fromSqlInstant } from '#storage/instants'
import type { Reader } from '#app/pages/reader'
import type { Said } from './consent_page.js'
import { saidAt } from './said_at.js'

export interface GivenConsent {
  say: Said
  way: string
  /** `YYYY-MM-DD` */
  day: string
  note: string | undefined
}

/** What is recorded, or what is wrong, by field. */
export type ConsentAnswer =
  { evidence: string; saidAt: string; errors: null } | { errors: Record<string, string> }

/** A yes after a no needs evidence, and must have been said on the day of the no or later. */
export function consentAnswer(
  { t, now }: Reader,
  { consent, refusal, timezone }: ShownPatient,
  { say, way: given, day, note }: GivenConsent
): ConsentAnswer {
  const way = WAYS_OF_SAYING.find((one) => one === given)
  const at = saidAt(day, say, now, timezone)
  const isTakenBack = say === 'yes' && refusal === 'opted_out'
  const stored = consent?.consent
  const no = isTakenBack && stored ? fromSqlInstant(stored.saidAt ?? stored.since) : null
  const errors: Record<string, string> = {}
  if (way === undefined) errors.way = t('patient.faults.way_missing')
  if (at === null) errors.said_on = t('patient.faults.said_on_wrong')
  else if (no !== null && day < dayOf(no, timezone))
    errors.said_on = t('patient.faults.said_on_before')
  if (isTakenBack && note === undefined) errors.evidence = t('patient.faults.evidence_missing')
  if (way === undefined || at === null || Object.keys(errors).length > 0) return { errors }
  return { evidence: writeEvidence(way, note), saidAt: at, errors: null }
}

function dayOf(instant: DateTime, zone: string): string {
  return instant.setZone(zone).toFormat('yyyy-MM-dd')
}
