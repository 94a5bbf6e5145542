import { localTimeIn } from './local_time.js'
import type { ReminderOfPatient } from './reminders_of_patient.js'
import { MessageStatuses } from '#messages/message_status'
import { reasonInWords } from '#messages/reason_words'

/** What the caregiver hears next, or why nothing, in one sentence. */
export function whatComesNext(
  patient: {
    status: string
    caregiver_phone: string | null
    refusal: string | null
    stop: string | null
  },
  reminders: ReminderOfPatient[],
  timezone: string
): string {
  const obstacle = obstacleTo(patient)
  if (obstacle) return `Nothing is sent: ${obstacle}`
  const [next] = reminders
    .filter(({ status, reason }) => status === MessageStatuses.pending || isToCome(status, reason))
    .sort((left, right) => (left.at < right.at ? -1 : 1))
  if (!next) return 'Nothing: no reminder is planned or still to be planned.'
  const { type, vaccine, dose, at } = next
  const when = `${type} for ${vaccine} ${dose}, ${localTimeIn(timezone, at)}.`
  return patient.stop ? `${when} ${patient.stop}` : when
}

function obstacleTo({
  status,
  caregiver_phone: number,
  refusal,
}: Parameters<typeof whatComesNext>[0]): string | null {
  if (status !== 'active') return `the patient is recorded as ${status}.`
  if (!number) return 'there is no phone number.'
  return refusal && (reasonInWords(refusal)?.meaning ?? refusal)
}

const isToCome = (status: string, reason: string | null) =>
  status === 'not_planned' && (reason === 'not_yet' || reason === 'missing')
