import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { HELD_BACK_REASONS, heldBack, type HeldBackReason } from '#delivery/pauses/held_back'
import type { PauseOfPart, PauseTarget } from '#delivery/pauses/pause'
import { toSqlInstant } from '#storage/instants'
import { retryDeadlocks } from '#storage/retry_deadlocks'
import { byId, idList, query } from '#storage/sql'

/** Messages made due in one statement. */
const PAGE = 1_000

/**
 * What an ended pause held back is due at once. Comes after the commit that ends
 * the pause: whoever is lost in between leaves messages that are looked at again
 * by themselves.
 */
@inject()
export class WakeHeldBack {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock
  ) {}

  /** Answers how many are due again. A pause of everything holds back none: nothing was claimed. */
  async run({ scope, subject }: PauseTarget): Promise<number> {
    if (scope === 'everything') return 0
    const client = this.db.connection()
    const sql = pageOf(client, scope)
    let woken = 0
    let after = 0
    for (;;) {
      const page = await query<{ id: number }>(client, sql, { subject, after, limit: PAGE })
      if (page.length === 0) return woken

      after = page.at(-1)!.id
      woken += await this.#makeDue(page, HELD_BACK_REASONS[scope])
    }
  }

  async #makeDue(page: { id: number }[], reason: HeldBackReason): Promise<number> {
    const client = this.db.connection()
    const woken = await retryDeadlocks(() =>
      query(
        client,
        `UPDATE sms_messages AS m ${byId(client)}
         SET scheduled_at = CASE WHEN m.planned_at > :now THEN m.planned_at ELSE :now END, reason = NULL, updated_at = :now
         WHERE m.id IN (${idList(client)}) AND m.status = 'pending' AND m.reason = :reason
         RETURNING id`,
        {
          ids: JSON.stringify(page.map(({ id }) => id)),
          reason,
          now: toSqlInstant(this.clock.now()),
        }
      )
    )
    return woken.length
  }
}

/** From where the last page ended. */
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
