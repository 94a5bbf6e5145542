import { readEvidence } from '#consents/evidence'
import type { ConsentChange } from '#consents/show_consent'
import type { ReminderOfPatient } from '#desk/reminders_of_patient'
import type { ShownPatient } from '#desk/show_patient'
import { MESSAGE_STATUSES, MessageStatuses, type MessageStatus } from '#messages/message_status'
import { languageName, patientHref } from '#app/pages/messages/message_page'
import { capital } from '#app/pages/capital'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'
import { chipOf, lineOf, type Chip } from '#app/pages/words_of_message'
import { changeHref } from './change_href.js'
import { spacedNumber } from '#values/spaced_number'
import { verdictOf } from './verdict.js'
import { whyNot } from './why_not.js'

interface PatientParts {
  shown: ShownPatient
  /** Whether the whole number is shown. */
  revealed: boolean
  mayAct: boolean
  /** Of who changed a consent. */
  nameOf: (actor: string) => string | null
}

/** Everything that the template of a patient writes down. */
export function patientPage(reader: Reader, { shown, revealed, mayAct, nameOf }: PatientParts) {
  const { patient } = shown
  const { t } = reader
  const born =
    patient.birth_date && t('patients.born', { day: reader.birthDate(patient.birth_date) })
  const number = patient.caregiver_phone
  return {
    title: verdictOf(reader, shown),
    name: `${patient.first_name} ${patient.last_name}`.trim(),
    about: [patient.ref, born, patient.facility_name].filter(Boolean).join(', '),
    why: whyNot(reader, shown, mayAct),
    doses: dosesOf(reader, shown),
    facts: [
      { label: t('patients.phone'), value: numberInWords(reader, number, revealed) },
      { label: t('patients.language'), value: languageName(reader, patient.language) },
      {
        label: t('patients.columns.status'),
        value: t(`patients.statuses.${patient.status}`, {}, patient.status),
      },
    ],
    actions: mayAct && patient.status !== 'erased' ? actionsOf(reader, shown, revealed) : null,
    revealed,
    isReadOnly: !mayAct,
    consent: (shown.consent?.history ?? [])
      .toReversed()
      .map((change) => consentMoment(reader, change, nameOf)),
    refusedBeforeErasure: shown.consent?.refusedBeforeErasure ?? false,
  }
}

function numberInWords({ t }: Reader, number: string | null, revealed: boolean): string {
  if (number === null) return t('patients.no_phone')
  return revealed ? spacedNumber(number) : number
}

/** Where an operator goes from here; null for what makes no sense. */
function actionsOf({ t }: Reader, { patient, consent, refusal }: ShownPatient, revealed: boolean) {
  const { ref, caregiver_phone: number } = patient
  const known = consent?.consent?.status
  const say = (yes: boolean) => ({
    href: `${changeHref(ref, 'consent')}?say=${yes ? 'yes' : 'no'}`,
    label: t(yes ? 'patient.remedies.consent' : 'patient.note_no'),
  })
  return {
    reveal: number === null || revealed ? null : `${patientHref(ref)}/number`,
    phone: {
      href: changeHref(ref, 'phone'),
      label: t(number === null ? 'patient.remedies.phone' : 'patient.correct'),
    },
    status: changeHref(ref, 'status'),
    /** A yes that would undo a no stands beside the reason. */
    consent: [
      ...(known === 'opted_in' || refusal || number === null ? [] : [say(true)]),
      ...(refusal === 'opted_out' || number === null ? [] : [say(false)]),
    ],
  }
}

export interface DoseOnPage {
  title: string
  reminders: { type: string; chip: Chip; line: string; href: string | null }[]
}

/** Visit by visit, the latest first. */
function dosesOf(reader: Reader, { visits, reminders, timezone }: ShownPatient): DoseOnPage[] {
  return visits.toReversed().map((visit) => {
    const { vaccine, dose, due_on: dueOn, administered_on: given, cancelled_at: cancelled } = visit
    const key = given ? 'given' : cancelled ? 'cancelled' : 'due'
    return {
      title: reader.t(`patients.doses.${key}`, {
        dose: `${vaccine} ${dose}`,
        day: reader.date(given ?? dueOn),
      }),
      reminders: reminders
        .filter((one) => one.vaccine === vaccine && one.dose === dose)
        .map((one) => reminderOnPage(reader, one, timezone)),
    }
  })
}

function reminderOnPage(reader: Reader, reminder: ReminderOfPatient, zone: string) {
  const { id, status, reason, at } = reminder
  const type = capital(typeInWords(reader, reminder.type))
  const day = reader.moment(at, zone)
  if (!isMessageStatus(status)) return { type, href: null, ...unplanned(reader, reason, day) }
  const line = lineOf(reader, { status, reason })
  return {
    type,
    href: id === null ? null : `/messages/${id}`,
    chip: chipOf(reader, status),
    line: [day, line].filter(Boolean).join(', '),
  }
}

/** A reminder without a row: as the rules would plan it, or why they would not. */
function unplanned(reader: Reader, why: string | null, day: string) {
  const isToCome = why === 'not_yet' || why === 'missing'
  const chip: Chip = isToCome
    ? chipOf(reader, MessageStatuses.pending)
    : { icon: MessageStatuses.cancelled, word: reader.t('patients.not_planned'), look: 'off' }
  return { chip, line: reader.t(`patients.unplanned.${why}`, { day }) }
}

function isMessageStatus(status: string): status is MessageStatus {
  return (MESSAGE_STATUSES as readonly string[]).includes(status)
}

function consentMoment(
  reader: Reader,
  { at, to, source, evidence, actor, saidAt }: ConsentChange,
  nameOf: (actor: string) => string | null
) {
  const { t } = reader
  const name = /^(?:user|token|cli):/.test(actor) ? nameOf(actor) : null
  const said = to === 'opted_in' ? 'yes' : to === 'opted_out' ? 'no' : 'unknown'
  const { way, note } = readEvidence(evidence ?? '')
  return {
    icon: said === 'yes' ? 'sent' : said === 'no' ? 'suppressed' : 'unknown',
    look: said === 'yes' ? 'ok' : '',
    title: t('patients.consent.title', {
      said: t(`patients.consent.${said}`),
      source: way ? t(`patient.ways.${way}`) : t(`patients.consent.sources.${source}`, {}, source),
    }),
    note: [
      `${reader.moment(saidAt ?? at)}.`,
      note && t('patients.consent.evidence', { text: note }),
      name && t('patients.consent.by', { name }),
    ]
      .filter(Boolean)
      .join(' '),
  }
}
