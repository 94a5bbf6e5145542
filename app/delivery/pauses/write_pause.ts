import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { PAUSE_COLUMNS, toPause, type Pause, type PauseRow } from '#delivery/pauses/pause'
import { query } from '#storage/sql'

/**
 * Changes the pause of this scope and subject, or makes it. Of two that are made
 * at once the second changes the first, and knows it: an upsert would not say.
 */
export async function writePause(
  trx: TransactionClientContract,
  row: PauseRow
): Promise<{ pause: Pause; changed: boolean }> {
  for (;;) {
    const [changed] = await query<PauseRow>(trx, CHANGE, { ...row })
    if (changed) return { pause: toPause(changed), changed: true }

    const [made] = await query<PauseRow>(trx, MAKE, { ...row })
    if (made) return { pause: toPause(made), changed: false }
  }
}

const CHANGE = `
  UPDATE sending_pauses SET reason = COALESCE(:reason, reason), paused_by = :paused_by, until = :until
  WHERE scope = :scope AND subject = :subject
  RETURNING ${PAUSE_COLUMNS}`

const MAKE = `
  INSERT INTO sending_pauses (${PAUSE_COLUMNS})
  VALUES (:scope, :subject, :reason, :paused_by, :since, :until)
  ON CONFLICT (scope, subject) DO NOTHING
  RETURNING ${PAUSE_COLUMNS}`
