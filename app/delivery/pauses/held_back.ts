import type { DialectContract, QueryClientContract } from '@adonisjs/lucid/types/database'
import type { DateTime } from 'luxon'
import { SELECT_MESSAGE, type ClaimedMessage } from '#delivery/claim/claimed_message'
import type { PauseOfPart } from '#delivery/pauses/pause'
import type { Reason } from '#messages/reasons'
import { dialectOf } from '#storage/dialect_of'
import { along } from '#storage/partial_indexes'
import { query } from '#storage/sql'

/** The reason on a message that waits because its facility or type is paused. */
export const HELD_BACK_REASONS = {
  facility: 'facility_paused',
  message_type: 'message_type_paused',
} as const satisfies Record<PauseOfPart['scope'], Reason>

/**
 * Minutes until a held-back message is checked again: it may have expired. The end of the pause
 * does not wait for this.
 */
export const HELD_BACK_MINUTES = 15

export type HeldBackReason = (typeof HELD_BACK_REASONS)[keyof typeof HELD_BACK_REASONS]

/**
 * The condition that message `m` is held back, so that the index sms_messages_held_back is
 * walked in id order.
 */
export function heldBack(client: { dialect: DialectContract }, reason: HeldBackReason): string {
  const ofIndex = along('sms_messages_held_back', 'm')
  return `m.status = 'pending' AND m.reason = '${reason}'${dialectOf(client).alongIndex(ofIndex)}`
}

/** When the message is checked again, and why it waits. */
export function holdBack(
  { scope, until }: PauseOfPart,
  now: DateTime
): { until: DateTime; reason: HeldBackReason } {
  const lookAgainAt = now.plus({ minutes: HELD_BACK_MINUTES })
  return {
    until: until && until < lookAgainAt ? until : lookAgainAt,
    reason: HELD_BACK_REASONS[scope],
  }
}

export function isHeldBack(reason: string): boolean {
  return Object.values<string>(HELD_BACK_REASONS).includes(reason)
}

/**
 * A page of messages held back for this reason that would otherwise be due, for a preview.
 * Held-back messages due for their next check are due messages like any other.
 */
export async function previewHeldBackMessages(
  client: QueryClientContract,
  {
    reason,
    now,
    afterId = 0,
    limit,
    type,
  }: { reason: HeldBackReason; now: string; afterId?: number; limit: number; type?: string }
): Promise<ClaimedMessage[]> {
  return query(
    client,
    `${SELECT_MESSAGE}
     WHERE ${heldBack(client, reason)} AND m.id > :after
       AND m.scheduled_at > :now AND (m.planned_at IS NULL OR m.planned_at <= :now)
       ${type ? 'AND m.message_type = :type' : ''}
     ORDER BY m.id LIMIT :limit`,
    { now, limit, after: afterId, type: type ?? null }
  )
}
