import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { MessageStatuses, type MessageStatus } from '#messages/message_status'
import type { ReconcileContext, ReconcileStep } from '#reminders/reconcile_step'
import { appliesTo, numberFor, scopesTable, whyUnreachable } from '#reminders/reminder_sql'
import { moveMessages, type MessageMove } from '#messages/move_messages'
import type { Reason } from '#messages/reasons'
import { byId, idList, rowsOf } from '#storage/sql'

/**
 * Closes open reminders that are no longer wanted. The lease is released with the status: a worker
 * that holds one loses the right to send it.
 */
export const closeUnwantedReminders: ReconcileStep = async (trx, ids, context) => {
  const { rules, scopes, now, actor } = context
  const closed = await moveMessages<{ id: number; status: MessageStatus; reason: Reason }>(
    trx,
    unwanted(trx, context),
    {
      ids: JSON.stringify(ids),
      rules: JSON.stringify(rules),
      scopes: JSON.stringify(scopes),
      now,
    },
    ({ status, reason }) => ({ actor, from: MessageStatuses.pending, to: status, reason })
  )
  const suppressed = closed.filter(({ status }) => status === MessageStatuses.suppressed).length
  return { suppressed, cancelled: closed.length - suppressed }
}

const RULE = { message_type: 'text', version: 'integer', scoped: 'integer' } as const

/** The reason is computed once, for open rows only, and decides the state. */
const unwanted = (
  trx: TransactionClientContract,
  { onlyTheseRules, consentPolicy }: ReconcileContext
): MessageMove => ({
  with: `rules AS MATERIALIZED (SELECT * FROM ${rowsOf(trx, 'r', RULE, 'rules')}),
  ${scopesTable(trx)},
  verdicts AS (
    SELECT o.id AS message_id,
           CASE WHEN i.administered_on IS NOT NULL THEN 'visit_recorded'
                WHEN i.cancelled_at IS NOT NULL THEN 'immunization_cancelled'
                WHEN i.due_on <> o.due_on THEN 'due_date_moved'
                WHEN r.version IS NULL OR r.version <> o.rule_version OR NOT ${appliesTo('r')} THEN 'rule_changed' END AS purpose_lost,
           ${whyUnreachable(numberFor('o'), consentPolicy)} AS unreachable
    FROM sms_messages o ${byId(trx)}
    JOIN immunizations i ON i.id = o.immunization_id
    JOIN patients p ON p.id = i.patient_id
    LEFT JOIN sms_consents c ON c.phone_number = ${numberFor('o')}
    ${onlyTheseRules ? '' : 'LEFT'} JOIN rules r ON r.message_type = o.message_type
    WHERE o.id IN (${idList(trx)}) AND o.status = 'pending')`,
  byId: true,
  from: 'verdicts v',
  on: 'm.id = v.message_id',
  status: `CASE WHEN v.purpose_lost IS NOT NULL THEN '${MessageStatuses.cancelled}' ELSE '${MessageStatuses.suppressed}' END`,
  reason: 'COALESCE(v.purpose_lost, v.unreachable)',
  where: "m.status = 'pending' AND COALESCE(v.purpose_lost, v.unreachable) IS NOT NULL",
  returning: 'status, reason',
})
