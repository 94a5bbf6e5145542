import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

export type ListedImmunization = Pick<
  Rows['immunizations'],
  'id' | 'vaccine' | 'dose' | 'due_on' | 'administered_on' | 'updated_at'
> & { patient_ref: string; patient_status: string; facility: string }

export interface ImmunizationFilter {
  /** `YYYY-MM-DD` */
  dueOn: string
  /** The code. */
  facility?: string
  /** The id of the last one on the previous page; null for the first page. */
  after: number | null
  /** The page size. */
  take: number
}

/** A page of the doses that are due on a day and have not been given, by id. */
@inject()
export class ListImmunizations {
  constructor(private readonly db: Database) {}

  async run({ dueOn, facility, after, take }: ImmunizationFilter) {
    return query<ListedImmunization>(
      this.db.connection(),
      `SELECT i.id, p.external_ref AS patient_ref, p.status AS patient_status, f.code AS facility,
         i.vaccine, i.dose, i.due_on, i.administered_on, i.updated_at
       FROM immunizations i
       JOIN patients p ON p.id = i.patient_id
       JOIN facilities f ON f.id = p.facility_id
       WHERE ${along('immunizations_open_by_due_date', 'i')} AND i.due_on = :due_on
         AND i.cancelled_at IS NULL AND i.id > :after
         ${facility === undefined ? '' : 'AND f.code = :facility'}
       ORDER BY i.id LIMIT :take`,
      { due_on: dueOn, after: after ?? 0, take, facility: facility ?? null }
    )
  }
}
