import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { Person } from './person.js'
import { query, textList, type Bindings } from '#storage/sql'

/** What is known about the person to be erased. */
export interface Traces {
  patient: { id: number; firstName: string; lastName: string } | null
  /** E.164: numbers whose data is all deleted. */
  numbers: string[]
  /**
   * Numbers that a remaining patient has, or had messages sent to: the data of the number itself
   * stays.
   */
  shared: string[]
}

type PatientRow = Pick<Rows['patients'], 'id' | 'first_name' | 'last_name' | 'caregiver_phone'>

/**
 * The numbers of a patient: the caregiver's, and those that messages went to, because the number
 * may have changed. `known`: numbers found earlier.
 */
export async function findTraces(
  client: QueryClientContract,
  person: Person,
  known: string[] = []
): Promise<Traces> {
  if (person.kind === 'number') return { patient: null, numbers: [person.phone], shared: [] }

  const [patient] = await query<PatientRow>(
    client,
    'SELECT id, first_name, last_name, caregiver_phone FROM patients WHERE external_ref = :ref',
    { ref: person.ref }
  )
  if (!patient) {
    /** Deleted by an erasure that was cut short. */
    const shared = await sharedNumbers(client, NOBODY, known)
    return { patient: null, numbers: known.filter((phone) => !shared.includes(phone)), shared }
  }
  const { id, first_name: firstName, last_name: lastName } = patient
  const messaged = await query<{ phone_number: string }>(
    client,
    `SELECT DISTINCT phone_number FROM sms_messages
     WHERE patient_id = :id AND phone_number IS NOT NULL`,
    { id }
  )
  const all = new Set([...known, ...messaged.map(({ phone_number: phone }) => phone)])
  if (patient.caregiver_phone) all.add(patient.caregiver_phone)
  const shared = await sharedNumbers(client, id, [...all])
  return {
    patient: { id, firstName, lastName },
    numbers: [...all].filter((phone) => !shared.includes(phone)),
    shared,
  }
}

/** Whether another patient has the same name. */
export async function isNameShared(
  client: QueryClientContract,
  { id, firstName, lastName }: NonNullable<Traces['patient']>
): Promise<boolean> {
  const rows = await query(
    client,
    `SELECT id FROM patients
     WHERE LOWER(last_name) = LOWER(:last_name) AND LOWER(first_name) = LOWER(:first_name)
       AND id <> :id AND status <> 'erased' LIMIT 1`,
    { id, last_name: lastName, first_name: firstName }
  )
  return rows.length > 0
}

/** An id that no patient has. */
const NOBODY = 0

async function sharedNumbers(client: QueryClientContract, id: number, numbers: string[]) {
  if (numbers.length === 0) return []
  const ofThese = `IN (${textList(client, 'numbers')})`
  const rows = await query<{ phone: string }>(
    client,
    `SELECT caregiver_phone AS phone FROM patients
     WHERE caregiver_phone ${ofThese} AND id <> :id AND status <> 'erased'
     UNION
     SELECT m.phone_number FROM sms_messages m JOIN patients p ON p.id = m.patient_id
     WHERE m.phone_number ${ofThese} AND m.patient_id <> :id AND p.status <> 'erased'`,
    { id, numbers: JSON.stringify(numbers) }
  )
  return rows.map(({ phone }) => phone)
}

/**
 * The person's messages: the patient's own to any number, and all messages to a number that is
 * erased. Two questions, because PostgreSQL asks no index for an OR with a list.
 */
export function ofThePerson(client: QueryClientContract): string {
  return `id IN (
    SELECT id FROM sms_messages WHERE patient_id = :patient_id
    UNION ALL
    SELECT id FROM sms_messages WHERE phone_number IN (${textList(client, 'numbers')}))`
}

export function bindingsOf({ patient, numbers }: Traces): Bindings {
  return { patient_id: patient?.id ?? null, numbers: JSON.stringify(numbers) }
}
