import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { query } from '#storage/sql'

/** Events that one page looks at: a rare filter must not read the whole log. */
const MOST_LOOKED_AT = 10_000

export type ListedAuditEvent = Pick<
  Rows['audit_events'],
  'id' | 'at' | 'actor' | 'action' | 'subject' | 'detail'
>

export interface AuditFilter {
  actor?: string
  action?: string
  subject?: string
  /** The id of the last event looked at for the previous page; null for the first. */
  after: number | null
  /** Events on a page. */
  limit: number
  /** Events looked at; for tests. */
  most?: number
}

export interface AuditPage {
  /** Newest first. With a filter perhaps fewer than `limit`, also where there are more. */
  events: ListedAuditEvent[]
  /** For the next page; null once the whole log has been looked at. */
  next: number | null
}

/** Pages of the audit log. It holds no phone numbers, names or texts. */
@inject()
export class ListAuditEvents {
  constructor(private readonly db: Database) {}

  async run({ after, limit, most = MOST_LOOKED_AT, ...filter }: AuditFilter): Promise<AuditPage> {
    const { actor, action, subject } = filter
    const client = this.db.connection()
    const looked = `SELECT id, at, actor, action, subject, detail FROM audit_events
      ${after === null ? '' : 'WHERE id < :after'} ORDER BY id DESC LIMIT :most`
    const conditions = [
      actor !== undefined && 'actor = :actor',
      action !== undefined && 'action = :action',
      subject !== undefined && 'subject = :subject',
    ].filter(Boolean)
    const bindings = {
      most,
      ...(after !== null && { after }),
      ...(actor !== undefined && { actor }),
      ...(action !== undefined && { action }),
      ...(subject !== undefined && { subject }),
    }
    const found = await query<ListedAuditEvent>(
      client,
      `SELECT id, at, actor, action, subject, detail FROM (${looked}) AS looked
       ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
       ORDER BY id DESC LIMIT :take`,
      { ...bindings, take: limit + 1 }
    )
    const events = found.slice(0, limit)
    if (found.length > limit) return { events, next: events.at(-1)!.id }
    const [{ first, count }] = await query<{ first: number | null; count: number }>(
      client,
      `SELECT MIN(id) AS first, COUNT(*) AS count FROM (
         SELECT id FROM audit_events ${after === null ? '' : 'WHERE id < :after'}
         ORDER BY id DESC LIMIT :most) AS looked`,
      { most, ...(after !== null && { after }) }
    )
    return { events, next: count === most ? first : null }
  }
}
