import { WAYS_OF_SAYING } from '#consents/evidence'
import type { RecordedConsent } from '#consents/record_consent'
import type { ShownPatient } from '#desk/show_patient'
import { changePage, confirmPage, type ChangeFaults } from './change_page.js'
import type { Reader } from '#app/pages/reader'
import { capital } from '#app/pages/capital'
import { dayOfRefusal } from './verdict.js'

/** What the family says now. */
export type Said = 'yes' | 'no'

interface ConsentQuestion {
  say: Said
  today: string
  faults?: ChangeFaults
}

/** Asks how, when and by what evidence the family said yes or no. */
export function consentPage(reader: Reader, shown: ShownPatient, question: ConsentQuestion) {
  const { say, today, faults } = question
  const { t } = reader
  const day = dayOfRefusal(reader, shown)
  const isTakenBack = say === 'yes' && shown.refusal === 'opted_out'
  return {
    ...changePage(reader, shown, { change: 'consent', key: `consent_${say}` }),
    say,
    today,
    ways: WAYS_OF_SAYING.map((value) => ({ value, label: capital(t(`patient.ways.${value}`)) })),
    warning: isTakenBack
      ? t(day === null ? 'patient.ask.evidence_needed_undated' : 'patient.ask.evidence_needed', {
          day: day ?? '',
        })
      : null,
    faults,
  }
}

/** What the word would change, for all children of the number. */
export function consentConfirmPage(
  reader: Reader,
  shown: ShownPatient,
  { say, recorded }: { say: Said; recorded: Pick<RecordedConsent, 'suppressed' | 'reopened'> }
) {
  const { t } = reader
  const count = say === 'yes' ? recorded.reopened : recorded.suppressed
  return {
    ...confirmPage(reader, shown, { change: 'consent', key: `consent_${say}` }),
    lines: [
      t(`patient.effects.consent_${say}`, { count }),
      t('patient.effects.consent_all'),
      t('patient.effects.consent_history'),
    ],
  }
}
