import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { byId, idList, query } from '#storage/sql'

/** The references under which patients have their pages. */
@inject()
export class RefsOfPatients {
  constructor(private readonly db: Database) {}

  /** By id; erased patients are missing. */
  async run(ids: number[]): Promise<Map<number, string>> {
    if (ids.length === 0) return new Map()
    const client = this.db.connection()
    const rows = await query<{ id: number; ref: string }>(
      client,
      `SELECT p.id, p.external_ref AS ref FROM patients p ${byId(client)}
       WHERE p.id IN (${idList(client)})`,
      { ids: JSON.stringify(ids) }
    )
    return new Map(rows.map(({ id, ref }) => [id, ref]))
  }
}
