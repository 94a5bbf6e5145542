import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { CheckedSelection } from '#delivery/desk/message_selection'
import { appendAuditEvent } from '#storage/audit_events'

/** Ids that an audit event lists; each message has its own event besides. */
const IDS_LISTED = 100

/** One audit event for all that a person did to a selection: who, which filter, how many. */
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
    action: string
    selection: CheckedSelection
    detail: Record<string, unknown>
  }
): Promise<void> {
  const { ids, ...filter } = selection
  const named = ids && { ids: ids.slice(0, IDS_LISTED), idsNamed: ids.length }
  await appendAuditEvent(client, {
    at,
    actor,
    action,
    subject: ids?.length === 1 ? `message:${ids[0]}` : null,
    detail: { selection: { ...named, ...filter }, ...detail },
  })
}
