import type { ClaimedMessage } from '#delivery/claim/claimed_message'
import type { OnItsWay } from '#delivery/message_in_hand'
import type { Together } from '#settings/sms_scheduler_settings'

/** The most reminders of one SMS: a number that stands for hundreds of children gets several. */
const MOST_TOGETHER = 50

/** A message that the gate lets leave. */
export interface AdmittedMessage extends OnItsWay {
  message: ClaimedMessage
  /** An instant of the database. */
  leaveBefore: string | null
}

type Group = [AdmittedMessage, ...AdmittedMessage[]]

/**
 * Divides messages into those that leave as one SMS, in their order. A text that a person wrote
 * takes along what its SMS carried before, and nothing else.
 */
export function groupReminders(admitted: AdmittedMessage[], together: Together): Group[] {
  const groups: Group[] = []
  const open = new Map<string, Group>()
  const ownTexts = new Set(
    admitted.filter(({ message }) => hasOwnText(message)).map(({ id }) => id)
  )
  for (const one of admitted) {
    const key = keyOf(one.message, together, ownTexts)
    const group = key === null ? undefined : open.get(key)
    if (group && group.length < MOST_TOGETHER) {
      if (ownTexts.has(one.id)) group.unshift(one)
      else group.push(one)
      continue
    }
    const begun: Group = [one]
    groups.push(begun)
    if (key !== null) open.set(key, begun)
  }
  return groups
}

/** Whether somebody wrote the text: one without a template's version is sent as it is. */
export function hasOwnText({ body, template_version: version }: ClaimedMessage): boolean {
  return body !== null && version === null
}

/** What messages of one SMS have in common; null for a message that leaves alone. */
function keyOf(
  message: ClaimedMessage,
  together: Together,
  ownTexts: ReadonlySet<number>
): string | null {
  const { id, immunization_id: immunization, phone_number: number, patient_id: child } = message
  if (immunization === null || together === 'none') return null
  if (ownTexts.has(id)) return `text of ${id}`
  if (message.carried_by !== null && ownTexts.has(message.carried_by))
    return `text of ${message.carried_by}`
  return together === 'child' ? `${number} ${child}` : number
}
