import type { DateTime } from 'luxon'
import type { DialectContract } from '@adonisjs/lucid/types/database'
import type { PauseOfPart } from '#delivery/pauses/pause'
import { isPostgres } from '#storage/sql'

/** Why a message waits whose facility or type is paused: readable on its row. */
export const HELD_BACK_REASONS = {
  facility: 'facility_paused',
  message_type: 'message_type_paused',
} as const satisfies Record<PauseOfPart['scope'], string>

/**
 * Minutes after which a message that is held back is looked at again: it may
 * have expired meanwhile. The end of the pause does not wait for it.
 */
export const HELD_BACK_MINUTES = 15

export type HeldBackReason = (typeof HELD_BACK_REASONS)[keyof typeof HELD_BACK_REASONS]

/**
 * The condition that message `m` is held back, so that the index sms_messages_held_back is walked in the order
 * of ids. SQLite wants the condition of the index word for word; PostgreSQL knows by itself that the reason
 * implies it, and would count it twice: that makes it sort the whole of what is held back for each page.
 */
export function heldBack(client: { dialect: DialectContract }, reason: HeldBackReason): string {
  const ofReason = `m.status = 'pending' AND m.reason = '${reason}'`
  return isPostgres(client)
    ? ofReason
    : `${ofReason} AND m.reason IN ('facility_paused', 'message_type_paused')`
}

/** Until when the message waits, and why. */
export function holdBack(
  { scope, until }: PauseOfPart,
  now: DateTime
): { until: DateTime; reason: string } {
  const lookAgainAt = now.plus({ minutes: HELD_BACK_MINUTES })
  return {
    until: until && until < lookAgainAt ? until : lookAgainAt,
    reason: HELD_BACK_REASONS[scope],
  }
}

export function isHeldBack(reason: string): boolean {
  return Object.values<string>(HELD_BACK_REASONS).includes(reason)
}
