import type { ListedPatient } from '#records/list_patients'
import { maskPhoneNumber } from '#values/mask_phone_number'
import { patientHref } from '#app/pages/messages/message_page'
import type { Reader } from '#app/pages/reader'

interface PatientsParts {
  patients: ListedPatient[]
  /** What was looked for; null for the whole list. */
  search: string | null
  /** The id after which the next page begins. */
  next: number | null
  isLater: boolean
  facilities: ReadonlyMap<string, string>
}

/** Everything that the template of Patients writes down. */
export function patientsPage(reader: Reader, parts: PatientsParts) {
  const { patients, search, next, isLater, facilities } = parts
  const { t } = reader
  const count = patients.length
  return {
    small: t('patients.small'),
    title:
      search === null
        ? t('patients.title')
        : t('patients.found', { count, total: reader.atLeast(count, next !== null) }),
    search: search ?? '',
    rows: patients.map((patient) => ({
      href: patientHref(patient.patient_ref),
      name: `${patient.first_name} ${patient.last_name}`,
      ref: patient.patient_ref,
      facility: facilities.get(patient.facility) ?? patient.facility,
      born: patient.birth_date ? reader.birthDate(patient.birth_date) : '–',
      phone: patient.caregiver_phone
        ? maskPhoneNumber(patient.caregiver_phone)
        : t('patients.no_phone'),
      status:
        patient.status === 'active'
          ? ''
          : t(`patients.statuses.${patient.status}`, {}, patient.status),
    })),
    empty: count > 0 ? null : emptiness(reader, search, isLater),
    csv: `/patients.csv${search === null ? '' : `?${new URLSearchParams({ q: search })}`}`,
    next: next === null ? null : pageHref(search, next),
    first: isLater ? pageHref(search, null) : null,
  }
}

function pageHref(search: string | null, after: number | null): string {
  const query = new URLSearchParams()
  if (search !== null) query.set('q', search)
  if (after !== null) query.set('after', String(after))
  return query.size === 0 ? '/patients' : `/patients?${query}`
}

function emptiness({ t }: Reader, search: string | null, isLater: boolean) {
  const kind = search !== null || isLater ? 'no_match' : 'nothing_yet'
  return {
    kind,
    title: t(`patients.empty.${kind}.title`),
    text: t(`patients.empty.${kind}.text`),
    href: kind === 'no_match' ? '/patients' : null,
    label: kind === 'no_match' ? t('patients.all') : null,
  }
}
