import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { idList, isPostgres, query } from '#storage/sql'

/** Everything the gate and the text need to know about a message, in one row. Dates and instants as the database writes them. */
export interface ClaimedMessage {
  id: number
  message_type: string
  source: string
  phone_number: string | null
  language: string | null
  /** Written by whoever made the message, or rendered at an earlier attempt. */
  body: string | null
  /** Not empty where the body was rendered from a template. */
  template_version: number | null
  due_on: string | null
  priority: number
  scheduled_at: string
  expires_at: string | null
  retry_count: number
  attempt_count: number
  /** When the present series of retries began. */
  retrying_since: string | null
  immunization_id: number | null
  immunization_due_on: string | null
  administered_on: string | null
  vaccine: string | null
  dose: string | null
  patient_status: string | null
  first_name: string | null
  last_name: string | null
  facility_code: string | null
  facility_name: string | null
  timezone: string | null
  consent: string | null
  /** Whether there are refusals of erased people at all; a boolean of the database. */
  erased_opt_outs: boolean | number
}

export const SELECT_MESSAGE = `
  SELECT m.id, m.message_type, m.source, m.phone_number, m.language, m.body, m.template_version, m.due_on, m.priority, m.scheduled_at, m.expires_at,
         m.retry_count, m.attempt_count, m.retrying_since, m.immunization_id,
         i.due_on AS immunization_due_on, i.administered_on, i.vaccine, i.dose,
         p.status AS patient_status, p.first_name, p.last_name,
         f.code AS facility_code, f.name AS facility_name, f.timezone,
         c.status AS consent, EXISTS (SELECT 1 FROM erased_opt_outs) AS erased_opt_outs
  FROM sms_messages m
  LEFT JOIN immunizations i ON i.id = m.immunization_id
  LEFT JOIN patients p ON p.id = m.patient_id
  LEFT JOIN facilities f ON f.id = p.facility_id
  LEFT JOIN sms_consents c ON c.phone_number = m.phone_number`

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

/** A place in the order in which messages are claimed. */
export type DuePosition = Pick<ClaimedMessage, 'priority' | 'scheduled_at' | 'id'>

const BEFORE_ALL: DuePosition = { priority: 0, scheduled_at: '1970-01-01 00:00:00', id: 0 }

/** A page of what is due, without claiming it: for a preview. `after` is the last message of the page before. */
export async function previewDueMessages(
  client: QueryClientContract,
  {
    now,
    after = BEFORE_ALL,
    limit,
    type,
  }: { now: string; after?: DuePosition; limit: number; type?: string }
): Promise<ClaimedMessage[]> {
  return query(
    client,
    `${SELECT_MESSAGE}
     WHERE m.status = 'pending' AND m.scheduled_at <= :now
       AND (m.priority, m.scheduled_at, m.id) > (:priority, CAST(:scheduled_at AS ${isPostgres(client) ? 'timestamptz' : 'text'}), :id)
       ${type ? 'AND m.message_type = :type' : ''}
     ${IN_ORDER} LIMIT :limit`,
    {
      now,
      limit,
      priority: after.priority,
      scheduled_at: after.scheduled_at,
      id: after.id,
      type: type ?? null,
    }
  )
}
