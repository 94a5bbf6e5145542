import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { PAUSE_COLUMNS, toPause, type Pause, type PauseRow } from '#delivery/pauses/pause'
import type { Insertion, Update } from '#storage/dialects/dialect'
import { insertRows, updateRows } from '#storage/write_rows'

/**
 * Changes the pause of this scope and subject, or creates it. Of two concurrent calls the
 * second changes the first and knows so; an upsert would not tell.
 */
export async function writePause(
  trx: TransactionClientContract,
  row: PauseRow
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
  set: 'reason = COALESCE(:reason, reason), paused_by = :paused_by, until = :until',
  where: 'scope = :scope AND subject = :subject',
  returning: PAUSE_COLUMNS,
}

const MAKE: Insertion = {
  into: 'sending_pauses',
  columns: PAUSE_COLUMNS,
  rows: 'VALUES (:scope, :subject, :reason, :paused_by, :since, :until)',
  onConflict: { key: 'scope, subject' },
  returning: PAUSE_COLUMNS,
}
