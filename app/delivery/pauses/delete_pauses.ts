import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import {
  auditOfPause,
  PAUSE_COLUMNS,
  toPause,
  type Pause,
  type PauseRow,
} from '#delivery/pauses/pause'
import { appendAuditEvent, type AuditEvent } from '#storage/audit_events'
import { type Bindings } from '#storage/sql'
import { deleteRows } from '#storage/write_rows'

/** Deletes the matching pauses, each with its audit event. Each pause is deleted by one process. */
export async function deletePauses(
  trx: TransactionClientContract,
  { where, ...bindings }: Bindings & { where: string },
  audit: Pick<AuditEvent, 'at' | 'actor' | 'action'>,
  resumeReason: string | null = null
): Promise<Pause[]> {
  const rows = await deleteRows<PauseRow>(
    trx,
    { from: 'sending_pauses', where, returning: PAUSE_COLUMNS },
    bindings
  )
  const ended = rows.map(toPause)
  for (const pause of ended) {
    const { subject, detail } = auditOfPause(pause)
    await appendAuditEvent(trx, { ...audit, subject, detail: { ...detail, resumeReason } })
  }
  return ended
}
