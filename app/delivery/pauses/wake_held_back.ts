import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { HELD_BACK_REASONS, heldBack, type HeldBackReason } from '#delivery/pauses/held_back'
import { isOfAll, type PauseTarget } from '#delivery/pauses/pause_target'
import type { PauseOfPart } from '#delivery/pauses/pause'
import { toSqlInstant } from '#storage/instants'
import { ShortTurns } from '#storage/short_turns'
import { idList, query } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/** Messages made due in one statement, at most. */
const PAGE = 1_000

/**
 * Makes the messages of an ended pause due at once. Runs after the commit that ends the pause:
 * if the process dies in between, the messages are still checked again on schedule.
 */
@inject()
export class WakeHeldBack {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /**
   * Returns how many are due again. A pause of everything holds back none, because nothing was
   * claimed.
   */
  async run({ scope, subject }: PauseTarget): Promise<number> {
    if (isOfAll(scope)) return 0
    const client = this.db.connection()
    const sql = pageOf(client, scope)
    const turns = new ShortTurns(client, PAGE)
    let woken = 0
    let after = 0
    for (;;) {
      const page = await query<Pick<Rows['sms_messages'], 'id'>>(client, sql, {
        subject,
        after,
        limit: turns.size,
      })
      if (page.length === 0) return woken

      after = page.at(-1)!.id
      woken += await this.#makeDue(turns, page, HELD_BACK_REASONS[scope])
    }
  }

  async #makeDue(
    turns: ShortTurns,
    page: { id: number }[],
    reason: HeldBackReason
  ): Promise<number> {
    const makeDue = (trx: TransactionClientContract) =>
      updateRows(
        trx,
        {
          table: 'sms_messages',
          as: 'm',
          byId: true,
          set: `scheduled_at = CASE WHEN m.planned_at > :now THEN m.planned_at ELSE :now END, reason = NULL, updated_at = :now`,
          where: `m.id IN (${idList(trx)}) AND m.status = 'pending' AND m.reason = :reason`,
          returning: 'id',
        },
        {
          ids: JSON.stringify(page.map(({ id }) => id)),
          reason,
          now: toSqlInstant(this.clock.now()),
        }
      )
    const woken = await turns.take(makeDue, { rows: page.length })
    return woken.length
  }
}

/** Continues after the last page. */
const pageOf = (client: QueryClientContract, scope: PauseOfPart['scope']) => `
  SELECT m.id FROM sms_messages m
  WHERE ${heldBack(client, HELD_BACK_REASONS[scope])} AND m.id > :after AND ${OF_SUBJECT[scope]}
  ORDER BY m.id LIMIT :limit`

const OF_SUBJECT = {
  facility: `EXISTS (
    SELECT 1 FROM patients p JOIN facilities f ON f.id = p.facility_id
    WHERE p.id = m.patient_id AND f.code = :subject)`,
  message_type: 'm.message_type = :subject',
} satisfies Record<PauseOfPart['scope'], string>
