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
  /** Since when it has this status: an instant of the database. */
  since: string
  /** When the person said it; of a no, the latest time possible. Null where that is not known. */
  saidAt: string | null
}

export const CONSENT_COLUMNS =
  'id, phone_number AS "phoneNumber", status, source, evidence, recorded_by AS "recordedBy", updated_at AS since, said_at AS "saidAt"'

export interface ConsentFilter {
  phoneNumber?: string
  status?: ConsentStatus
  /** The id of the last consent on the previous page; null for the first page. */
  after: number | null
  /** The page size. */
  take: number
}

/** A page of consents by id: concurrent writes do not change pages already read. */
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
