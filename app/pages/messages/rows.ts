import type { ListedMessage } from '#desk/listed_message'
import type { PersonOfMessage } from '#desk/people_of_messages'
import { capital } from '#app/pages/capital'
import { agoOf, type Ago } from '#app/pages/ago_of'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'
import { chipOf, lineOf, type Chip } from '#app/pages/words_of_message'

/** A message as a row of a table, or a card on a phone. */
export interface MessageRow {
  id: number
  href: string
  /** The child, or the number of a message about no child. */
  who: string
  /** Reference and health centre. */
  about: string
  chip: Chip
  line: string
  type: string
  dose: string
  scheduled: string
  attempts: string
  updated: Ago
}

export function messageRow(
  reader: Reader,
  message: ListedMessage,
  person: PersonOfMessage | undefined
): MessageRow {
  return {
    id: message.id,
    href: `/messages/${message.id}`,
    who: person
      ? `${person.firstName} ${person.lastName}`
      : (message.phoneNumber ?? reader.t('messages.no_number')),
    about: [message.patient, person?.facility].filter(Boolean).join(', '),
    chip: chipOf(reader, message.status),
    line: capital(lineOf(reader, { ...message, deliveredAt: message.updatedAt })),
    type: capital(typeInWords(reader, message.type)),
    dose: person?.vaccine ? `${person.vaccine} ${person.dose}` : '',
    scheduled: reader.moment(message.scheduledAt),
    attempts: reader.number(message.attempts),
    updated: agoOf(reader, message.updatedAt),
  }
}
