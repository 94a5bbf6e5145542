import type { ListedMessage } from '#desk/listed_message'
import type { PersonOfMessage } from '#desk/people_of_messages'
import { isoOfSqlInstant } from '#storage/instants'
import { familyOf } from '#app/pages/reason_families'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'

export const MESSAGE_COLUMNS = [
  'id',
  'patient',
  'first_name',
  'last_name',
  'facility',
  'phone',
  'type',
  'vaccine',
  'dose',
  'status',
  'reason',
  'scheduled_at',
  'updated_at',
  'attempts',
] as const

/** Numbers as they are listed: masked. Instants in ISO 8601, UTC. */
export function csvRow(
  reader: Reader,
  message: ListedMessage,
  person: PersonOfMessage | undefined
) {
  const { reason } = message
  return {
    id: message.id,
    patient: message.patient,
    first_name: person?.firstName ?? null,
    last_name: person?.lastName ?? null,
    facility: person?.facility ?? null,
    phone: message.phoneNumber,
    type: typeInWords(reader, message.type),
    vaccine: person?.vaccine ?? null,
    dose: person?.dose ?? null,
    status: reader.t(`states.${message.status}.word`),
    reason: reason && reader.t(`reasons.${familyOf(reason)}.short`, {}, reason),
    scheduled_at: isoOfSqlInstant(message.scheduledAt),
    updated_at: isoOfSqlInstant(message.updatedAt),
    attempts: message.attempts,
  }
}
