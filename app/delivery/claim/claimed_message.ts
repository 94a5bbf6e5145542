import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { dialectOf } from '#storage/dialect_of'
import { idList, query } from '#storage/sql'

/** Everything the gate and the text need to know about a message, in one row. Dates and instants as the database writes them. */
export interface ClaimedMessage extends Pick<
  Rows['sms_messages'],
  | 'id'
  | 'reason'
  | 'message_type'
  | 'source'
  | 'urgent'
  | 'phone_number'
  | 'language'
  | 'body'
  | 'template_version'
  | 'due_on'
  | 'priority'
  | 'scheduled_at'
  | 'expires_at'
  | 'retry_count'
  | 'attempt_count'
  | 'retrying_since'
  | 'patient_id'
  | 'immunization_id'
  | 'carried_by'
  | 'dedupe_key'
  | 'created_at'
> {
  /** Written by whoever made the message, or rendered at an earlier attempt. */
  body: string | null
  /** Null unless the body was rendered from a template. */
  template_version: number | null
  /** When the present series of retries began. */
  retrying_since: string | null
  immunization_due_on: string | null
  administered_on: string | null
  cancelled_at: string | null
  vaccine: string | null
  dose: string | null
  patient_status: string | null
  first_name: string | null
  last_name: string | null
  facility_code: string | null
  facility_name: string | null
  facility_language: string | null
  facility_short_name: string | null
  facility_at_phrase: string | null
  timezone: string | null
  consent: string | null
  /** Whether any refusals of erased people exist; a database boolean. */
  erased_opt_outs: boolean | number
  /** Whether the database was restored and lacks anything that was sent; a boolean of the database. */
  any_restored: boolean | number
}

/** Of whoever has the number, for a message that is about no patient. */
const ZONE_OF_NUMBER = `(
  SELECT home.timezone FROM patients pn JOIN facilities home ON home.id = pn.facility_id
  WHERE m.patient_id IS NULL AND pn.caregiver_phone = m.phone_number ORDER BY pn.id LIMIT 1)`

const COLUMNS = `
         m.id, m.reason, m.message_type, m.source, m.urgent, m.phone_number, m.language, m.body, m.template_version, m.due_on, m.priority, m.scheduled_at, m.expires_at,
         m.retry_count, m.attempt_count, m.retrying_since, m.patient_id, m.immunization_id, m.carried_by,
         i.due_on AS immunization_due_on, i.administered_on, i.cancelled_at, i.vaccine, i.dose,
         p.status AS patient_status, p.first_name, p.last_name,
         f.code AS facility_code, f.name AS facility_name,
         f.language AS facility_language, f.short_name AS facility_short_name, f.at_phrase AS facility_at_phrase,
         COALESCE(f.timezone, ${ZONE_OF_NUMBER}) AS timezone,
         c.status AS consent, EXISTS (SELECT 1 FROM erased_opt_outs) AS erased_opt_outs,
         m.dedupe_key, m.created_at, EXISTS (SELECT 1 FROM restored_sends) AS any_restored`

const TABLES = `
  FROM sms_messages m
  LEFT JOIN immunizations i ON i.id = m.immunization_id
  LEFT JOIN patients p ON p.id = m.patient_id
  LEFT JOIN facilities f ON f.id = p.facility_id
  LEFT JOIN sms_consents c ON c.phone_number = m.phone_number`

export const SELECT_MESSAGE = `SELECT ${COLUMNS} ${TABLES}`

const IN_ORDER = 'ORDER BY m.priority, m.scheduled_at, m.id'

@inject()
export class ClaimedMessages {
  constructor(private readonly db: Database) {}

  async load(ids: number[]): Promise<ClaimedMessage[]> {
    const client = this.db.connection()
    return query(client, `${SELECT_MESSAGE} WHERE m.id IN (${idList(client)}) ${IN_ORDER}`, {
      ids: JSON.stringify(ids),
    })
  }
}

/** A message, and its place in the order in which messages are claimed. */
export interface DueMessage extends ClaimedMessage {
  /** As exact as the database has it: `scheduled_at` is read without the parts of a second. */
  due_at: string
}

type DuePosition = Pick<DueMessage, 'priority' | 'due_at' | 'id'>

const BEFORE_ALL: DuePosition = { priority: 0, due_at: '1970-01-01 00:00:00', id: 0 }

/**
 * A page of due messages, without claiming them, for a preview. `after` is the last message of
 * the previous page.
 */
export async function previewDueMessages(
  client: QueryClientContract,
  {
    now,
    after = BEFORE_ALL,
    limit,
    type,
  }: { now: string; after?: DuePosition; limit: number; type?: string }
): Promise<DueMessage[]> {
  return query(
    client,
    `SELECT CAST(m.scheduled_at AS text) AS due_at, ${COLUMNS} ${TABLES}
     WHERE m.status = 'pending' AND m.scheduled_at <= :now
       AND (m.priority, m.scheduled_at, m.id) > (:priority, ${dialectOf(client).typed('due_at', 'instant')}, :id)
       ${type ? 'AND m.message_type = :type' : ''}
     ${IN_ORDER} LIMIT :limit`,
    {
      now,
      limit,
      priority: after.priority,
      due_at: after.due_at,
      id: after.id,
      type: type ?? null,
    }
  )
}
