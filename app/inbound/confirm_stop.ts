import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { STOP_CONFIRMATION } from '#messages/stop_confirmation'
import { PRIORITIES } from '#messages/priority'
import type { Insertion } from '#storage/dialects/dialect'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { baseOf } from '#values/language_tag'
import { insertRows } from '#storage/write_rows'

/** Hours after which a confirmation would only surprise. */
const USEFUL_HOURS = 24

export interface StopToConfirm {
  /** E.164 */
  phoneNumber: string
  /** The reply it confirms; one confirmation per reply. */
  logId: number
  /** An instant of the database. */
  now: string
  /** By language; there is one in the default language. */
  texts: Record<string, string>
  defaultLanguage: string
}

/**
 * Plans the only text that goes to a number after its opt-out. Call it after the number's messages
 * were suppressed, otherwise it is suppressed with them.
 */
export async function confirmStop(
  trx: TransactionClientContract,
  { phoneNumber, logId, now, texts, defaultLanguage }: StopToConfirm
): Promise<void> {
  const spoken = await languageOf(trx, phoneNumber)
  const languages = spoken ? [spoken, baseOf(spoken)] : []
  const language = languages.find((each) => Object.hasOwn(texts, each)) ?? defaultLanguage
  await insertRows(trx, CONFIRMATION, {
    ...STOP_CONFIRMATION,
    phone_number: phoneNumber,
    language,
    body: texts[language],
    priority: PRIORITIES.high,
    now,
    expires_at: toSqlInstant(fromSqlInstant(now).plus({ hours: USEFUL_HOURS })),
    dedupe_key: `${STOP_CONFIRMATION.type}:${logId}`,
  })
}

const CONFIRMATION: Insertion = {
  into: 'sms_messages',
  columns: `message_type, status, phone_number, language, body, priority,
    scheduled_at, expires_at, dedupe_key, source, created_at, updated_at`,
  rows: `VALUES (:type, 'pending', :phone_number, :language, :body, :priority,
    :now, :expires_at, :dedupe_key, :source, :now, :now)`,
}

/** The language of a patient with that number; active patients first. */
async function languageOf(trx: TransactionClientContract, phoneNumber: string) {
  const [patient] = await query<{ language: string }>(
    trx,
    `SELECT COALESCE(p.language, f.language) AS language
     FROM patients p JOIN facilities f ON f.id = p.facility_id
     WHERE p.caregiver_phone = :phone_number
     ORDER BY CASE WHEN p.status = 'active' THEN 0 ELSE 1 END, p.id LIMIT 1`,
    { phone_number: phoneNumber }
  )
  return patient?.language
}
