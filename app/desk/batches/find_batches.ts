import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import { DateTime } from 'luxon'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'
import { BATCH_COLUMNS, toBatch, type Batch, type StoredBatch } from './batch_row.js'

/** Batches that a page shows of each sort. */
const RECENT = 10

/** Batches and their progress. */
@inject()
export class FindBatches {
  constructor(private readonly db: Database) {}

  async byId(id: number): Promise<Batch | null> {
    const [row] = await query<StoredBatch>(
      this.db.connection(),
      `SELECT ${BATCH_COLUMNS} FROM message_batches WHERE id = :id`,
      { id }
    )
    return row ? toBatch(row) : null
  }

  /** Newest first. `after`: the id of the last batch on the previous page; null for the first. */
  async list({ after, take }: { after: number | null; take: number }): Promise<Batch[]> {
    const rows = await query<StoredBatch>(
      this.db.connection(),
      `SELECT ${BATCH_COLUMNS} FROM message_batches ${after === null ? '' : 'WHERE id < :after'}
       ORDER BY id DESC LIMIT :take`,
      { after, take }
    )
    return rows.map(toBatch)
  }

  /** Those under way, however old, then those that ended since then; each newest first. */
  async recent(since: DateTime): Promise<Batch[]> {
    const open = await query<StoredBatch>(
      this.db.connection(),
      `SELECT ${BATCH_COLUMNS} FROM message_batches WHERE ${along('message_batches_open')}
       ORDER BY id DESC LIMIT :take`,
      { take: RECENT }
    )
    const newest = await this.list({ after: null, take: RECENT })
    const ended = newest.filter(
      ({ finishedAt }) => finishedAt !== null && DateTime.fromISO(finishedAt) >= since
    )
    return [...open.map(toBatch), ...ended]
  }
}
