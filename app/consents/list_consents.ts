import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { ConsentStatus } from '#consents/consent'
import { query } from '#storage/sql'

export interface StoredConsent {
  id: number
  /** E.164 */
  phoneNumber: string
  status: ConsentStatus
  source: string
  evidence: string | null
  recordedBy: string | null
  /** When it became what it is: an instant of the database. */
  since: string
}

export const CONSENT_COLUMNS =
  'id, phone_number AS "phoneNumber", status, source, evidence, recorded_by AS "recordedBy", updated_at AS since'

export interface ConsentFilter {
  phoneNumber?: string
  status?: ConsentStatus
  /** The id of the last one of the page before; null for the first page. */
  after: number | null
  /** At most so many. */
  take: number
}

/** A page of consents by their ids: what is written meanwhile changes no page that was read. */
@inject()
export class ListConsents {
  constructor(private readonly db: Database) {}

  async run({ phoneNumber, status, after, take }: ConsentFilter): Promise<StoredConsent[]> {
    return query(
      this.db.connection(),
      `SELECT ${CONSENT_COLUMNS} FROM sms_consents
       WHERE id > :after
         ${phoneNumber === undefined ? '' : 'AND phone_number = :phone_number'}
         ${status === undefined ? '' : 'AND status = :status'}
       ORDER BY id LIMIT :take`,
      { after: after ?? 0, take, phone_number: phoneNumber ?? null, status: status ?? null }
    )
  }
}
