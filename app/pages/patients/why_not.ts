import type { ReminderOfPatient } from '#desk/reminders_of_patient'
import type { ShownPatient } from '#desk/show_patient'
import { MessageStatuses, type MessageStatus } from '#messages/message_status'
import { capital } from '#app/pages/capital'
import type { Reader } from '#app/pages/reader'
import { familyOf } from '#app/pages/reason_families'
import { plainWordsOf } from '#app/pages/words_of_message'
import { changeHref, type PatientChange } from './change_href.js'
import { dayOfRefusal, MISSED } from './verdict.js'

export interface WhyNot {
  icon: string
  title: string
  text: string
  /** What a person can do about it. */
  action: { href: string; label: string } | null
}

/** What is done about a reason. */
const REMEDIES: Record<string, PatientChange> = {
  patient_inactive: 'status',
  no_phone: 'phone',
  invalid_number: 'phone',
  opted_out: 'consent',
  no_consent: 'consent',
}

/** Why the family hears nothing, or did not hear of something, the weightiest first. */
export function whyNot(reader: Reader, shown: ShownPatient, mayAct: boolean): WhyNot[] {
  const { patient, refusal, reminders } = shown
  const remedy = (reason: string | null) => (mayAct ? remedyOf(reader, shown, reason) : null)
  const now: WhyNot[] = []
  const stopping = [
    patient.status === 'active' ? null : 'patient_inactive',
    patient.caregiver_phone === null ? 'no_phone' : null,
    refusal,
  ].filter((reason) => reason !== null)
  for (const reason of stopping)
    now.push({ ...reasonOf(reader, reason, MessageStatuses.suppressed), action: remedy(reason) })
  const told = new Set(now.map(({ title }) => title))
  const missed = reminders.filter(({ status }) => MISSED.includes(status))
  for (const { count, reason, status } of byReason(missed)) {
    const one = reasonOf(reader, reason, status)
    if (told.has(one.title)) continue
    const text = `${reader.t('patients.missed', { count })} ${one.text}`
    now.push({ ...one, text, action: remedy(reason) })
  }
  return now.map((one, place) =>
    stopping[place] === 'opted_out' ? { ...one, ...refusalInWords(reader, shown) } : one
  )
}

function byReason(reminders: ReminderOfPatient[]) {
  const groups = new Map<string, { count: number; reason: string | null; status: MessageStatus }>()
  for (const { status, reason } of reminders) {
    const key = `${status} ${reason ? familyOf(reason) : ''}`
    const known = groups.get(key)
    if (known) known.count += 1
    else groups.set(key, { count: 1, reason, status: status as MessageStatus })
  }
  return groups.values()
}

function reasonOf(reader: Reader, reason: string | null, status: MessageStatus) {
  const words = plainWordsOf(reader, reason)
  return {
    icon: status as string,
    title: `${capital(words?.short ?? reader.t(`states.${status}.line`))}.`,
    text: [words?.meaning, words?.todo].filter(Boolean).join(' '),
  }
}

/** Who said no, and when. */
function refusalInWords(reader: Reader, shown: ShownPatient): Partial<WhyNot> {
  const day = dayOfRefusal(reader, shown)
  if (day === null) return {}
  const isReply = shown.consent?.consent?.source === 'reply'
  return { title: reader.t(isReply ? 'patient.said_stop' : 'patient.said_no', { day }) }
}

function remedyOf({ t }: Reader, { patient }: ShownPatient, reason: string | null) {
  const change = reason === null ? undefined : REMEDIES[familyOf(reason)]
  if (change === undefined || patient.status === 'erased') return null
  return { href: changeHref(patient.ref, change), label: t(`patient.remedies.${change}`) }
}
