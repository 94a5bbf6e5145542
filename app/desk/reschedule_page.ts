import type { QueryClientContract, TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Clock } from '#app/clock'
import { SELECT_MESSAGE, type ClaimedMessage } from '#delivery/claim/claimed_message'
import { windowAt } from '#delivery/send/gate'
import { appendRemarks } from '#messages/message_events'
import { MessageStatuses } from '#messages/message_status'
import { NO_LEASE } from '#messages/no_lease'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { fromSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { LEASE_IS_OVER, leaseBounds } from '#storage/lease_is_over'
import { idList, query, rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/** The states in which a date may be changed: what has not begun to leave. */
export const RESCHEDULABLE = [MessageStatuses.pending] as const

/** When a message would leave; null if that is too late to be of use. */
export interface Landing {
  id: number
  at: string | null
}

/** When these messages would leave if they were due at an instant: within their sending hours. */
export async function landingsOf(
  client: QueryClientContract,
  ids: number[],
  at: string,
  config: SmsSchedulerConfig
): Promise<Landing[]> {
  const messages = await query<ClaimedMessage>(
    client,
    `${SELECT_MESSAGE} WHERE m.id IN (${idList(client)}) AND m.status = 'pending'`,
    { ids: JSON.stringify(ids) }
  )
  const wanted = fromSqlInstant(at)
  return messages.map((message) => {
    const opensAt = windowAt(message, wanted, config)?.opensAt ?? wanted
    const lands = toSqlInstantCeiling(opensAt)
    const isTooLate = message.expires_at !== null && message.expires_at <= lands
    return { id: message.id, at: isTooLate ? null : lands }
  })
}

interface Rescheduling {
  /** An instant of the database. */
  now: string
  clock: Clock
  config: SmsSchedulerConfig
  actor: string
  note?: string
  /** Only of a message that is due at this instant of the database: a person saw it so. */
  expected?: string
}

/**
 * Makes messages due at another time, except those that a worker holds or that have moved on. The
 * plan of their rule stays, so only a due date that moves plans a reminder again. A message with
 * this reason is not taken along by another SMS before its time.
 */
export async function reschedulePage(
  trx: TransactionClientContract,
  ids: number[],
  at: string,
  { now, clock, config, actor, note, expected }: Rescheduling
): Promise<{ rescheduled: number; tooLate: number }> {
  const landings = await landingsOf(trx, ids, at, config)
  const rows = landings.flatMap(({ id, at: lands }) =>
    lands === null ? [] : { message_id: id, lands_at: lands }
  )
  const moved = await updateRows<{ id: number }>(
    trx,
    {
      table: 'sms_messages',
      as: 'm',
      byId: true,
      set: `scheduled_at = r.lands_at, reason = 'rescheduled', ${NO_LEASE}, updated_at = :now`,
      from: rowsOf(trx, 'r', { message_id: 'integer', lands_at: 'instant' }),
      on: 'm.id = r.message_id',
      where: `m.status = 'pending' ${expected === undefined ? '' : 'AND m.scheduled_at = :expected'}
        AND (m.expires_at IS NULL OR m.expires_at > r.lands_at)
        AND (m.lease_until IS NULL OR ${LEASE_IS_OVER.replaceAll('lease_until', 'm.lease_until')})`,
      returning: 'id',
    },
    {
      rows: JSON.stringify(rows),
      now,
      ...(expected !== undefined && { expected }),
      ...leaseBounds(clock, config.processing.leaseSeconds * 1_000),
    }
  )
  await appendRemarks(
    trx,
    moved.map(({ id }) => ({
      messageId: id,
      at: now,
      actor,
      status: MessageStatuses.pending,
      reason: 'rescheduled',
      detail: note ?? null,
    }))
  )
  return { rescheduled: moved.length, tooLate: landings.length - rows.length }
}
