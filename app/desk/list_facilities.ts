import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { query } from '#storage/sql'

export type ListedFacility = Pick<
  Rows['facilities'],
  'id' | 'code' | 'name' | 'timezone' | 'language' | 'created_at' | 'updated_at'
>

const COLUMNS = 'id, code, name, timezone, language, created_at, updated_at'

/** Facilities by id, which imports and registrations create. Columns as in the table. */
@inject()
export class ListFacilities {
  constructor(private readonly db: Database) {}

  /** `after`: the id of the last one on the previous page; null for the first. */
  async run({ after, take }: { after: number | null; take: number }): Promise<ListedFacility[]> {
    return query<ListedFacility>(
      this.db.connection(),
      `SELECT ${COLUMNS} FROM facilities WHERE id > :after ORDER BY id LIMIT :take`,
      { after: after ?? 0, take }
    )
  }

  async byCode(code: string): Promise<ListedFacility | undefined> {
    const [facility] = await query<ListedFacility>(
      this.db.connection(),
      `SELECT ${COLUMNS} FROM facilities WHERE code = :code`,
      { code }
    )
    return facility
  }
}
