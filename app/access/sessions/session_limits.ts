import type { DateTime } from 'luxon'

export interface SessionLimits {
  /** Minutes without a request after which a session ends. */
  idleMinutes: number
  /** Hours after which it ends in any case. */
  hours: number
}

/** When a session ends that is used now. `expiresAt`: its end in any case, if that is known. */
export function endsOf(
  now: DateTime,
  { idleMinutes, hours }: SessionLimits,
  expiresAt = now.plus({ hours })
): { idleUntil: DateTime; expiresAt: DateTime } {
  const idleUntil = now.plus({ minutes: idleMinutes })
  return { idleUntil: idleUntil < expiresAt ? idleUntil : expiresAt, expiresAt }
}
