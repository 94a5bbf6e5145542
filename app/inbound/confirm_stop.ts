import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { STOP_CONFIRMATION } from '#consents/stop_confirmation'
import { PRIORITIES } from '#models/priority'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Hours after which a confirmation would only surprise. */
const USEFUL_HOURS = 24

export interface StopToConfirm {
  /** E.164 */
  phoneNumber: string
  /** The reply that it answers: one confirmation each. */
  logId: number
  /** An instant of the database. */
  now: string
  texts: Record<'fr' | 'en', string>
  defaultLanguage: 'fr' | 'en'
}

/** Plans the one text that a number gets which has just said no. After its messages were suppressed, or it would be one of them. */
export async function confirmStop(
  trx: TransactionClientContract,
  { phoneNumber, logId, now, texts, defaultLanguage }: StopToConfirm
): Promise<void> {
  const spoken = await languageOf(trx, phoneNumber)
  const language = spoken === 'fr' || spoken === 'en' ? spoken : defaultLanguage
  await query(
    trx,
    `INSERT INTO sms_messages (message_type, status, phone_number, language, body, priority, scheduled_at, expires_at, dedupe_key,
       source, created_at, updated_at)
     VALUES (:type, 'pending', :phone_number, :language, :body, :priority, :now, :expires_at, :dedupe_key, :source, :now, :now)`,
    {
      ...STOP_CONFIRMATION,
      phone_number: phoneNumber,
      language,
      body: texts[language],
      priority: PRIORITIES.high,
      now,
      expires_at: toSqlInstant(fromSqlInstant(now).plus({ hours: USEFUL_HOURS })),
      dedupe_key: `${STOP_CONFIRMATION.type}:${logId}`,
    }
  )
}

/** Of a patient with that number, of an active one first. */
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
