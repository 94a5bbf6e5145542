import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { CheckedSelection } from './message_selection.js'
import type { AuditAction } from '#storage/audit/audit_actions'
import { appendAuditEvent } from '#storage/audit_events'

/** Ids listed in an audit event; each message also has its own event. */
const IDS_LISTED = 100

/**
 * One audit event for everything that a person did to a selection: the actor, the filter, the
 * count.
 */
export async function auditSelection(
  client: QueryClientContract,
  {
    at,
    actor,
    action,
    selection,
    detail,
  }: {
    at: string
    actor: string
    action: AuditAction
    selection: CheckedSelection
    detail: Record<string, unknown>
  }
): Promise<void> {
  const { ids, phoneNumber, patient, search, searchNumber, ...filter } = selection
  /** The log outlives people's data: that somebody was named is enough. */
  const person = {
    ...(phoneNumber && { byPhone: true }),
    ...(patient && { byPatient: true }),
    ...(search && { bySearch: true }),
  }
  const named = ids && { ids: ids.slice(0, IDS_LISTED), idsNamed: ids.length }
  await appendAuditEvent(client, {
    at,
    actor,
    action,
    subject: ids?.length === 1 ? `message:${ids[0]}` : null,
    detail: { selection: { ...named, ...person, ...filter }, ...detail },
  })
}
