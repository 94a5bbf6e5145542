import { randomUUID } from 'node:crypto'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import type { NoticeKind } from './decide_alert.js'
import type { AlertSeverity } from '#settings/sms_scheduler_settings'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { query } from '#storage/sql'
import { insertRows, updateRows } from '#storage/write_rows'

export interface NewNotice {
  /** Null for a digest. */
  incidentId: number | null
  kind: NoticeKind | 'digest'
  severity: AlertSeverity
  /** Keys of recipients. */
  to: readonly string[]
  now: DateTime
  /** It does not leave before. */
  earliest: DateTime
  figures?: object
}

/** Writes a notice for each recipient, in the transaction of what it is about. */
export async function writeNotices(
  trx: TransactionClientContract,
  { incidentId, kind, severity, to, now, earliest, figures }: NewNotice
): Promise<void> {
  for (const recipient of to) {
    await insertRows(
      trx,
      {
        into: 'alert_notices',
        columns: `notice_id, incident_id, kind, severity, recipient, figures, created_at,
          next_attempt_at`,
        rows: `VALUES (:notice_id, :incident, :kind, :severity, :recipient, :figures, :now,
          :earliest)`,
      },
      {
        notice_id: randomUUID(),
        incident: incidentId,
        kind,
        severity,
        recipient,
        figures: figures ? JSON.stringify(figures) : null,
        now: toSqlInstant(now),
        earliest: toSqlInstantCeiling(earliest),
      }
    )
  }
}

/**
 * For an incident that is over: notices that have not been tried are withdrawn. Returns the
 * recipients who know of the incident, or are about to.
 */
export async function withdrawUntold(
  trx: TransactionClientContract,
  incidentId: number
): Promise<string[]> {
  await updateRows(
    trx,
    {
      table: 'alert_notices',
      set: `status = 'withdrawn'`,
      where: `incident_id = :incident AND status = 'pending' AND attempts = 0`,
    },
    { incident: incidentId }
  )
  const known = await query<Pick<Rows['alert_notices'], 'recipient'>>(
    trx,
    `SELECT DISTINCT recipient FROM alert_notices
     WHERE incident_id = :incident AND status IN ('pending', 'sent') ORDER BY recipient`,
    { incident: incidentId }
  )
  return known.map(({ recipient }) => recipient)
}
