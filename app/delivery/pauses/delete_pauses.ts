import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { auditOfPause } from '#delivery/pauses/audit_of_pause'
import { PAUSE_COLUMNS, toPause, type Pause, type PauseRow } from '#delivery/pauses/pause'
import { appendAuditEvent, type AuditEvent } from '#storage/audit_events'
import { query, type Bindings } from '#storage/sql'

/** Deletes the pauses that match, each with its audit event. Of several processes that try, one gets a pause. */
export async function deletePauses(
  trx: TransactionClientContract,
  { where, ...bindings }: Bindings & { where: string },
  audit: Pick<AuditEvent, 'at' | 'actor' | 'action'>,
  resumeReason: string | null = null
): Promise<Pause[]> {
  const rows = await query<PauseRow>(
    trx,
    `DELETE FROM sending_pauses WHERE ${where} RETURNING ${PAUSE_COLUMNS}`,
    bindings
  )
  const ended = rows.map(toPause)
  for (const pause of ended) {
    const { subject, detail } = auditOfPause(pause)
    await appendAuditEvent(trx, { ...audit, subject, detail: { ...detail, resumeReason } })
  }
  return ended
}
