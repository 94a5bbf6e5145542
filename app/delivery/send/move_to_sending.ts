import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { ConsentPolicy } from '#settings/sms_scheduler_settings'
import { mayBeSentTo } from '#messages/consent_policy'
import { idsOfAll, type IntendedBatch, type ReadyMessage } from '#delivery/message_in_hand'
import { dialectOf } from '#storage/dialect_of'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { NO_PAUSE_HOLDS } from '#delivery/pauses/pause'
import { MessageStatuses } from '#messages/message_status'
import { moveMessages, type MessageMove } from '#messages/move_messages'
import type { Update } from '#storage/dialects/dialect'
import { along } from '#storage/partial_indexes'
import { byId, idList, rowsOf } from '#storage/sql'
import { updateRows } from '#storage/write_rows'

/**
 * Moves messages from pending to sending, with the reminders that they carry. The statement checks
 * again everything that may have changed since the gate; an SMS moves as a whole or not at all,
 * because its text names all of them. Returns the attempt number by message id, for messages that
 * were still ours and may still leave.
 */
export async function moveToSending(
  trx: TransactionClientContract,
  batches: IntendedBatch[],
  { nowMs, sharedMs }: { nowMs: number; sharedMs: number },
  policy: ConsentPolicy
): Promise<Map<number, number>> {
  const carriesAny = batches.some(({ messages }) => messages.some(({ carried }) => carried.length))
  const rows = batches.flatMap<object>((batch) =>
    carriesAny
      ? batch.messages.flatMap((sms) => rowsOfGroup(sms, batch, nowMs))
      : batch.messages.map((sms) => rowOfSms(sms, batch, nowMs))
  )
  const claimedBy = new Map(
    batches.flatMap(({ messages, lease }) => idsOfAll(messages).map((id) => [id, lease.claimedBy]))
  )
  const moved = await moveMessages<Pick<Rows['sms_messages'], 'id' | 'attempt_count'>>(
    trx,
    carriesAny ? wholeToSending(trx, policy) : aloneToSending(trx, policy),
    {
      rows: JSON.stringify(rows),
      now: toSqlInstant(DateTime.fromMillis(nowMs)),
      now_ms: sharedMs,
    },
    ({ id }) => ({
      actor: claimedBy.get(id)!,
      from: MessageStatuses.pending,
      to: MessageStatuses.sending,
    })
  )
  const triedBefore = moved.filter((row) => row.attempt_count > 1)
  if (triedBefore.length > 0)
    await updateRows(trx, leftBehind(trx), {
      before: JSON.stringify(triedBefore.map(({ id }) => id)),
      ids: JSON.stringify(moved.map(({ id }) => id)),
    })
  return new Map(moved.map((row) => [row.id, row.attempt_count]))
}

/** An SMS that carries nothing. */
function rowOfSms(sms: ReadyMessage, { leavesAt, lease, account }: IntendedBatch, nowMs: number) {
  return {
    message_id: sms.id,
    leaves_at: instantOf(Math.max(nowMs, leavesAt.get(sms.id)!)),
    token: lease.token,
    new_lease_until: lease.until,
    account: account.name,
    phone_number: sms.phoneNumber,
    body: sms.body,
    encoding: sms.encoding,
    segments: sms.segments,
    template_version: sms.templateVersion ?? undefined,
    template_id: sms.templateId ?? undefined,
    leave_before: sms.leaveBefore ?? undefined,
  }
}

/**
 * The carrier and what it carries; only the carrier is billed. A text that a person wrote is the
 * carrier's alone: with it, each of the others would be an SMS of its own at the next try.
 */
function rowsOfGroup(sms: ReadyMessage, batch: IntendedBatch, nowMs: number) {
  const { carried } = sms
  const common = { ...rowOfSms(sms, batch, nowMs), carrier: sms.id, size: 1 + carried.length }
  return [
    { ...common, carried_by: null, carries_now: carried.length },
    ...carried.map(({ id }) => ({
      ...common,
      message_id: id,
      body: sms.templateVersion === null ? null : sms.body,
      segments: 0,
      carried_by: sms.id,
      carries_now: 0,
    })),
  ]
}

/** Rounded up: a message that leaves in the last second of its window is late. */
function instantOf(epochMs: number): string {
  return toSqlInstantCeiling(DateTime.fromMillis(epochMs, { zone: 'utc' }))
}

const INTENDED = {
  message_id: 'integer',
  leaves_at: 'instant',
  token: 'text',
  new_lease_until: 'integer',
  account: 'text',
  phone_number: 'text',
  body: 'text',
  encoding: 'text',
  segments: 'integer',
  template_version: 'integer',
  template_id: 'integer',
  leave_before: 'instant',
} as const

const IN_GROUPS = {
  carrier: 'integer',
  size: 'integer',
  carried_by: 'integer',
  carries_now: 'integer',
} as const

const mayLeave = (policy: ConsentPolicy) => `
    m.lease_token = r.token AND m.status = 'pending' AND m.lease_until > :now_ms
    AND m.phone_number = r.phone_number
    AND (m.expires_at IS NULL OR m.expires_at > r.leaves_at)
    AND (r.leave_before IS NULL OR r.leave_before > r.leaves_at)
    AND ${mayBeSentTo('m', policy)}
    AND (m.immunization_id IS NULL OR EXISTS (
      SELECT 1 FROM immunizations i
      WHERE i.id = m.immunization_id AND i.administered_on IS NULL AND i.cancelled_at IS NULL
        AND i.due_on = m.due_on))
    AND EXISTS (SELECT 1 FROM gateway_accounts a WHERE a.name = r.account AND a.state IN ('active', 'probing'))
    AND ${NO_PAUSE_HOLDS}`

const toSending = (policy: ConsentPolicy, from: string, carrying: string): MessageMove => ({
  byId: true,
  from,
  on: 'm.id = r.message_id',
  status: "'sending'",
  reason: 'NULL',
  set: `error_code = NULL, error_message = NULL,
      body = r.body, encoding = r.encoding, segments = r.segments, template_version = r.template_version,
      template_id = r.template_id,
      attempt_count = m.attempt_count + 1, gateway_account = r.account, lease_until = r.new_lease_until,
      ${carrying}`,
  keepsLease: true,
  where: mayLeave(policy),
  returning: 'attempt_count',
})

/** Most SMS carry nothing, and these are quicker to move. */
const aloneToSending = (trx: TransactionClientContract, policy: ConsentPolicy): MessageMove =>
  toSending(policy, rowsOf(trx, 'r', INTENDED), 'carried_by = NULL, carries = 0')

/** Locked before they are counted: a part of an SMS that is called off meanwhile calls off all of it. */
const wholeToSending = (trx: TransactionClientContract, policy: ConsentPolicy): MessageMove => {
  const intended = rowsOf(trx, 'r', { ...INTENDED, ...IN_GROUPS })
  return {
    ...toSending(policy, intended, 'carried_by = r.carried_by, carries = r.carries_now'),
    with: `ours AS MATERIALIZED (
      SELECT r.carrier, r.size FROM ${intended}
      JOIN sms_messages m ${byId(trx)} ON m.id = r.message_id
      WHERE ${mayLeave(policy)} ${dialectOf(trx).lock({ of: 'm' })}),
    whole AS (SELECT carrier FROM ours GROUP BY carrier, size HAVING COUNT(*) = size)`,
    where: `r.carrier IN (SELECT carrier FROM whole) AND ${mayLeave(policy)}`,
  }
}

/**
 * What the SMS carried at an earlier try and does not name any more: whatever becomes of this try is
 * not about it. Its text is of that SMS, and made again before it leaves.
 */
const leftBehind = (trx: TransactionClientContract): Update => ({
  table: 'sms_messages',
  set: 'carried_by = NULL, body = CASE WHEN template_version IS NULL THEN body END',
  where: `carried_by IN (${idList(trx, 'before')}) AND ${along('sms_messages_carried')}
    AND id NOT IN (${idList(trx)})`,
})
