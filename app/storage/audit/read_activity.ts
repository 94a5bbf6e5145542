import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { AuditAction } from '#storage/audit/audit_actions'
import type { ListedAuditEvent } from '#storage/audit/list_audit_events'
import { query } from '#storage/sql'

/** People, programs and parts offered to choose from; an installation has a few dozen. */
const MOST_ACTORS = 200

export interface ActivityFilter {
  /** Only these; at least one. */
  actions: readonly AuditAction[]
  actor?: string
  /** Instants of the database: from, and before. */
  since?: string
  until?: string
}

/** The place of an event in the order of time. */
export type ActivityPlace = Pick<ListedAuditEvent, 'at' | 'id'>

export interface ActivityPage {
  /** Newest first. */
  events: ListedAuditEvent[]
  /** Where the next page begins; null after the last. */
  next: ActivityPlace | null
}

const COLUMNS = 'id, at, actor, action, subject, detail'

/** What people and programs did, newest first, and who they are. */
@inject()
export class ReadActivity {
  constructor(private readonly db: Database) {}

  /**
   * The newest of each action are read along an index (audit_events_by_action, audit_events_by_actor)
   * and merged, so a page costs the same whatever is asked for and however long the log is.
   */
  async run(
    { actions, actor, since, until }: ActivityFilter,
    { after, limit }: { after: ActivityPlace | null; limit: number }
  ): Promise<ActivityPage> {
    /** What is older than `since` is left out of the merged ones: a second bound would cost SQLite the index. */
    const conditions = [
      actor !== undefined && 'actor = :actor',
      after ? '(at, id) < (:at, :id)' : until !== undefined && 'at < :until',
    ].filter(Boolean)
    const newestOf = (action: AuditAction) =>
      `SELECT * FROM (SELECT ${COLUMNS} FROM audit_events
       WHERE ${[`action = '${action}'`, ...conditions].join(' AND ')}
       ORDER BY at DESC, id DESC LIMIT :take) AS of_${action}`
    const found = await query<ListedAuditEvent>(
      this.db.connection(),
      `SELECT ${COLUMNS} FROM (${actions.map(newestOf).join(' UNION ALL ')}) AS newest
       ${since === undefined ? '' : 'WHERE at >= :since'}
       ORDER BY at DESC, id DESC LIMIT :take`,
      {
        take: limit + 1,
        ...(actor !== undefined && { actor }),
        ...(since !== undefined && { since }),
        ...(after ?? (until !== undefined && { until })),
      }
    )
    const events = found.slice(0, limit)
    const last = events.at(-1)
    return { events, next: found.length > limit && last ? { at: last.at, id: last.id } : null }
  }

  /** Everybody who has done something, by actor: from one to the next along an index. */
  async actors(): Promise<string[]> {
    const rows = await query<{ actor: string }>(
      this.db.connection(),
      `WITH RECURSIVE found (actor) AS (
         SELECT MIN(actor) FROM audit_events
         UNION ALL
         SELECT (SELECT MIN(e.actor) FROM audit_events e WHERE e.actor > found.actor)
         FROM found WHERE found.actor IS NOT NULL)
       SELECT actor FROM found WHERE actor IS NOT NULL LIMIT :most`,
      { most: MOST_ACTORS }
    )
    return rows.map(({ actor }) => actor)
  }
}
