import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { toSqlInstant } from '#storage/instants'
import { along } from '#storage/partial_indexes'
import { ShortTurns } from '#storage/short_turns'
import { idList, query } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/** Messages made due in one statement, at most. */
const PAGE = 1_000

/** Messages that wait for a local time which the gate worked out: a window, or the next day. */
const WAITS = `m.reason IN ('outside_window', 'number_cap', 'day_cap', 'reminded_today', 'day_limit', 'week_limit')`

/**
 * Makes messages due that the gate put off to a local time, so that it decides again, by the zone
 * data of this process. They keep their reason until then.
 */
@inject()
export class DecideAgain {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Returns how many are due. Walks the index sms_messages_due. */
  async run(): Promise<number> {
    const client = this.db.connection()
    const turns = new ShortTurns(client, PAGE)
    let due = 0
    for (const priority of [1, 2, 3]) {
      let after = { at: toSqlInstant(this.clock.now()), id: Number.MAX_SAFE_INTEGER }
      for (;;) {
        const page = await query<{ id: number; scheduled_at: string }>(
          client,
          `SELECT m.id, m.scheduled_at FROM sms_messages m
           WHERE ${along('sms_messages_due', 'm')} AND m.priority = :priority
             AND (m.scheduled_at, m.id) > (:at, :id) AND ${WAITS}
           ORDER BY m.scheduled_at, m.id LIMIT :limit`,
          { priority, ...after, limit: turns.size }
        )
        if (page.length === 0) break
        after = { at: page.at(-1)!.scheduled_at, id: page.at(-1)!.id }
        due += await this.#makeDue(turns, page)
      }
    }
    return due
  }

  async #makeDue(turns: ShortTurns, page: { id: number }[]): Promise<number> {
    const makeDue = (trx: TransactionClientContract) =>
      updateRows(
        trx,
        {
          table: 'sms_messages',
          as: 'm',
          byId: true,
          set: 'scheduled_at = CASE WHEN m.planned_at > :now THEN m.planned_at ELSE :now END, updated_at = :now',
          where: `m.id IN (${idList(trx)}) AND m.status = 'pending' AND m.scheduled_at > :now AND ${WAITS}`,
          returning: 'id',
        },
        {
          ids: JSON.stringify(page.map(({ id }) => id)),
          now: toSqlInstant(this.clock.now()),
        }
      )
    const rows = await turns.take(makeDue, { rows: page.length })
    return rows.length
  }
}
