import { inject } from '@adonisjs/core'
import { Logger } from '@adonisjs/core/logger'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { isOfAll, type PauseScope } from '#delivery/pauses/pause_target'
import { appendAuditEvent } from '#storage/audit_events'
import { isoOfSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { transaction } from '#storage/transaction'
import { updateRows } from '#storage/write_rows'
import { instantOfLocal } from '#values/local_form'
import { isTimeZone } from '#values/time_zone'
import { ZONE_DATA } from '#values/zone_data'

type PlannedPause = Pick<
  Rows['sending_pauses'],
  'id' | 'subject' | 'until' | 'until_local' | 'until_zone'
> & { scope: PauseScope; until: string; until_local: string; until_zone: string }

/** Pauses that end at a local time keep it under newer zone data than they were made with. */
@inject()
export class ReplanPauses {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  async run(): Promise<void> {
    const pauses = await query<PlannedPause>(
      this.db.connection(),
      `SELECT id, scope, subject, until, until_local, until_zone FROM sending_pauses
       WHERE until_local IS NOT NULL AND zone_data < :ours`,
      { ours: ZONE_DATA }
    )
    for (const pause of pauses) if (isTimeZone(pause.until_zone)) await this.#replan(pause)
  }

  /** One of several processes does it; a pause that was changed meanwhile is another one. */
  async #replan({ id, scope, subject, ...pause }: PlannedPause): Promise<void> {
    const until = toSqlInstant(instantOfLocal(pause.until_local, pause.until_zone))
    const moved = await transaction(this.db.connection(), async (trx) => {
      const [changed] = await updateRows(
        trx,
        {
          table: 'sending_pauses',
          set: 'until = :until, zone_data = :ours',
          where: 'id = :id AND until = :before AND until_local = :local AND zone_data < :ours',
          returning: 'id',
        },
        { id, until, before: pause.until, local: pause.until_local, ours: ZONE_DATA }
      )
      if (!changed || until === pause.until) return false
      await appendAuditEvent(trx, {
        at: toSqlInstant(this.clock.now()),
        actor: 'sweep',
        action: 'pause_replanned',
        subject: isOfAll(scope) ? scope : subject,
        detail: {
          zoneData: ZONE_DATA,
          before: isoOfSqlInstant(pause.until),
          until: isoOfSqlInstant(until),
        },
      })
      return true
    })
    if (moved)
      this.logger.warn({ scope, subject, until, zoneData: ZONE_DATA }, 'pause planned again')
  }
}
