import { DateTime } from 'luxon'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Rows } from '#database/rows'
import type { ConsentPolicy } from '#settings/sms_scheduler_settings'
import { mayBeSentTo } from '#messages/consent_policy'
import type { IntendedBatch } from '#delivery/message_in_hand'
import { toSqlInstant, toSqlInstantCeiling } from '#storage/instants'
import { NO_PAUSE_HOLDS } from '#delivery/pauses/pause'
import { MessageStatuses } from '#messages/message_status'
import { moveMessages, type MessageMove } from '#messages/move_messages'
import { rowsOf } from '#storage/sql'

/**
 * Moves messages from pending to sending. The statement checks again everything that may have
 * changed since the gate. Returns the attempt number by message id, for messages that were still
 * ours and may still leave.
 */
export async function moveToSending(
  trx: TransactionClientContract,
  batches: IntendedBatch[],
  { nowMs, sharedMs }: { nowMs: number; sharedMs: number },
  policy: ConsentPolicy
): Promise<Map<number, number>> {
  const rows = batches.flatMap(({ messages, leavesAt, lease, account }) =>
    messages.map((message) => ({
      message_id: message.id,
      leaves_at: instantOf(Math.max(nowMs, leavesAt.get(message.id)!)),
      token: lease.token,
      new_lease_until: lease.until,
      account: account.name,
      phone_number: message.phoneNumber,
      body: message.body,
      encoding: message.encoding,
      segments: message.segments,
      template_version: message.templateVersion,
      leave_before: message.leaveBefore,
    }))
  )
  const claimedBy = new Map(
    batches.flatMap(({ messages, lease }) => messages.map(({ id }) => [id, lease.claimedBy]))
  )
  const moved = await moveMessages<Pick<Rows['sms_messages'], 'id' | 'attempt_count'>>(
    trx,
    toSending(trx, policy),
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
  return new Map(moved.map((row) => [row.id, row.attempt_count]))
}

/** Rounded up: a message that leaves in the last second of its window is late. */
function instantOf(epochMs: number): string {
  return toSqlInstantCeiling(DateTime.fromMillis(epochMs, { zone: 'utc' }))
}

const toSending = (trx: TransactionClientContract, policy: ConsentPolicy): MessageMove => ({
  byId: true,
  from: rowsOf(trx, 'r', {
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
    leave_before: 'instant',
  }),
  on: 'm.id = r.message_id',
  status: "'sending'",
  reason: 'NULL',
  set: `error_code = NULL, error_message = NULL,
      body = r.body, encoding = r.encoding, segments = r.segments, template_version = r.template_version,
      attempt_count = m.attempt_count + 1, gateway_account = r.account, lease_until = r.new_lease_until`,
  keepsLease: true,
  where: `m.lease_token = r.token AND m.status = 'pending' AND m.lease_until > :now_ms
    AND m.phone_number = r.phone_number
    AND (m.expires_at IS NULL OR m.expires_at > r.leaves_at)
    AND (r.leave_before IS NULL OR r.leave_before > r.leaves_at)
    AND ${mayBeSentTo('m', policy)}
    AND (m.immunization_id IS NULL OR EXISTS (
      SELECT 1 FROM immunizations i
      WHERE i.id = m.immunization_id AND i.administered_on IS NULL AND i.due_on = m.due_on))
    AND EXISTS (SELECT 1 FROM gateway_accounts a WHERE a.name = r.account AND a.state IN ('active', 'probing'))
    AND ${NO_PAUSE_HOLDS}`,
  returning: 'attempt_count',
})
