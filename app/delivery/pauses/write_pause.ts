import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import { PAUSE_COLUMNS, toPause, type Pause, type PauseRow } from '#delivery/pauses/pause'
import type { Insertion, Update } from '#storage/dialects/dialect'
import { insertRows, updateRows } from '#storage/write_rows'

/** The end of a pause as it was given, if that was a local time. */
export type PauseEnd = Pick<Rows['sending_pauses'], 'until_local' | 'until_zone' | 'zone_data'>

/**
 * Changes the pause of this scope and subject, or creates it. Of two concurrent calls the
 * second changes the first and knows so; an upsert would not tell.
 */
export async function writePause(
  trx: TransactionClientContract,
  row: PauseRow & PauseEnd
): Promise<{ pause: Pause; changed: boolean }> {
  for (;;) {
    const [changed] = await updateRows<PauseRow>(trx, CHANGE, { ...row })
    if (changed) return { pause: toPause(changed), changed: true }

    const [made] = await insertRows<PauseRow>(trx, MAKE, { ...row })
    if (made) return { pause: toPause(made), changed: false }
  }
}

const CHANGE: Update = {
  table: 'sending_pauses',
  set: `reason = COALESCE(:reason, reason), paused_by = :paused_by, until = :until,
    until_local = :until_local, until_zone = :until_zone, zone_data = :zone_data`,
  where: 'scope = :scope AND subject = :subject',
  returning: PAUSE_COLUMNS,
}

const MAKE: Insertion = {
  into: 'sending_pauses',
  columns: `${PAUSE_COLUMNS}, until_local, until_zone, zone_data`,
  rows: `VALUES (:scope, :subject, :reason, :paused_by, :since, :until,
    :until_local, :until_zone, :zone_data)`,
  onConflict: { key: 'scope, subject' },
  returning: PAUSE_COLUMNS,
}
