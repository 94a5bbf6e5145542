import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import type { PatientStatus } from '#registry/registered_row'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

/** Columns as in the tables; instants as the database writes them. */
export type ListedPatient = Pick<
  Rows['patients'],
  | 'id'
  | 'first_name'
  | 'last_name'
  | 'birth_date'
  | 'caregiver_phone'
  | 'language'
  | 'status'
  | 'updated_at'
> & { patient_ref: string; facility: string }

export interface PatientFilter {
  /** The code. */
  facility?: string
  status?: PatientStatus
  /** E.164 */
  phoneNumber?: string
  /** The id of the last patient on the previous page; null for the first page. */
  after: number | null
  /** The page size. */
  take: number
}

/** A page of patients by id: concurrent writes do not change pages already read. */
@inject()
export class ListPatients {
  constructor(private readonly db: Database) {}

  async run({ facility, status, phoneNumber, after, take }: PatientFilter) {
    return query<ListedPatient>(
      this.db.connection(),
      `SELECT p.id, p.external_ref AS patient_ref, p.first_name, p.last_name, p.birth_date,
         p.caregiver_phone, p.language, f.code AS facility, p.status, p.updated_at
       FROM patients p JOIN facilities f ON f.id = p.facility_id
       WHERE p.id > :after
         ${facility === undefined ? '' : OF_FACILITY}
         ${phoneNumber === undefined ? '' : 'AND p.caregiver_phone = :phone_number'}
         ${status === undefined ? '' : `AND p.status = :status ${status === 'active' ? '' : INACTIVE}`}
       ORDER BY p.id LIMIT :take`,
      {
        after: after ?? 0,
        take,
        facility: facility ?? null,
        status: status ?? null,
        phone_number: phoneNumber ?? null,
      }
    )
  }
}

const OF_FACILITY = 'AND p.facility_id = (SELECT id FROM facilities WHERE code = :facility)'

/** The condition of the index, without which it is not used. */
const INACTIVE = `AND ${along('patients_inactive', 'p')}`
