import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { along } from '#storage/partial_indexes'
import { query, textList } from '#storage/sql'

/** Which of these numbers (E.164) are a patient's, have a consent, or were ever written to. */
export async function findKnownNumbers(
  client: QueryClientContract,
  numbers: string[]
): Promise<Set<string>> {
  if (numbers.length === 0) return new Set()
  const ofThese = `IN (${textList(client, 'numbers')})`
  const found = await query<{ phone_number: string }>(
    client,
    `SELECT caregiver_phone AS phone_number FROM patients WHERE caregiver_phone ${ofThese}
     UNION
     SELECT phone_number FROM sms_consents WHERE phone_number ${ofThese}
     UNION
     SELECT phone_number FROM sms_messages m
     WHERE ${along('sms_messages_by_phone', 'm')} AND phone_number ${ofThese} AND attempt_count > 0`,
    { numbers: JSON.stringify(numbers) }
  )
  return new Set(found.map(({ phone_number: number }) => number))
}
