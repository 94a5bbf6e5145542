import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { AuditAction } from '#storage/audit/audit_actions'
import { query } from '#storage/sql'

/**
 * A decision of a person or the engine that is not about one message. Never updated, never deleted.
 */
export interface AuditEvent {
  /** An instant of the database, as #storage/instants writes it. */
  at: string
  /** `cli:name`, `user:id`, `token:id`, or the part of the engine, for example `sweep`. */
  actor: string
  /** What was done, for example `sending_paused`. */
  action: AuditAction
  /** What it was done to, for example the name of an account. */
  subject?: string | null
  /** Details; no phone numbers, names or texts. */
  detail?: Record<string, unknown>
}

export async function appendAuditEvent(
  client: QueryClientContract,
  { at, actor, action, subject, detail }: AuditEvent
): Promise<void> {
  await query(
    client,
    `INSERT INTO audit_events (at, actor, action, subject, detail)
     VALUES (:at, :actor, :action, :subject, :detail)`,
    {
      at,
      actor,
      action,
      subject: subject ?? null,
      detail: detail ? JSON.stringify(detail) : null,
    }
  )
}
