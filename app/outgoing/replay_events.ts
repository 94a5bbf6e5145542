import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { idList, query, textList } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'

/** Events in one transaction. */
const PAGE = 100

export interface EventsReplay {
  actor: string
  /** Ids of events; without them all dead letters of now are replayed. */
  ids?: string[]
  signal?: AbortSignal
}

/**
 * Has dead letters told again, with all their retries. Each replay is in the audit log, in the
 * transaction that makes the event wait again: two people at once replay it once.
 */
@inject()
export class ReplayEvents {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Returns how many dead letters wait again; an event has one for each destination. */
  async run({ actor, ids, signal }: EventsReplay): Promise<number> {
    const now = toSqlInstant(this.clock.now())
    let replayed = 0
    for (let page = PAGE; page === PAGE && !signal?.aborted;) {
      page = await transaction(
        this.db.connection(),
        (trx) => this.#replay(trx, { actor, ids, now }),
        { readsFirst: true }
      )
      replayed += page
    }
    return replayed
  }

  async #replay(
    trx: TransactionClientContract,
    { actor, ids, now }: { actor: string; ids?: string[]; now: string }
  ): Promise<number> {
    const found = await query<{ id: number }>(
      trx,
      `SELECT id FROM outgoing_events WHERE ${along('outgoing_events_dead')}
         AND given_up_at <= :now ${ids ? `AND event_id IN (${textList(trx, 'events')})` : ''}
       ORDER BY given_up_at, id LIMIT ${PAGE}`,
      { now, ...(ids && { events: JSON.stringify(ids) }) }
    )
    if (found.length === 0) return 0
    const replayed = await updateRows<{ event_id: string; destination: string }>(
      trx,
      {
        table: 'outgoing_events',
        set: `status = 'pending', retry_count = 0, retrying_since = NULL, given_up_at = NULL,
          next_attempt_at = :now, replays = replays + 1`,
        where: `id IN (${idList(trx)}) AND status = 'dead_letter'`,
        returning: 'event_id, destination',
      },
      { now, ids: JSON.stringify(found.map(({ id }) => id)) }
    )
    const events = replayed.map(({ event_id: id, destination }) => `${destination}:${id}`)
    await appendAuditEvent(trx, { at: now, actor, action: 'events_replayed', detail: { events } })
    return replayed.length
  }
}
