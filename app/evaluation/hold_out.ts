import { createHmac } from 'node:crypto'
import { DateTime } from 'luxon'
import type { SmsSchedulerSettings } from '#settings/sms_scheduler_settings'

export type HoldOutSettings = Pick<
  SmsSchedulerSettings['evaluation'],
  'holdOutShare' | 'holdOutName' | 'holdOutUntilOverdueDays'
>

/** A reminder, by the child and the date that it is about (`YYYY-MM-DD`). */
export interface HeldReminder {
  patientId: number
  dueOn: string
}

/** Numbers that a draw can be. */
const DRAWS = 2 ** 48

/**
 * Whether a child gets no reminders, so that families who get them can be compared with families who
 * do not. It is drawn by a keyed hash of the child: always the same for one name of the hold-out,
 * anew for another, and nobody who imports children can foresee it. A dose that is overdue for longer
 * is reminded of in any case. `today`: in the zone of the child.
 */
export function isHeldOut(
  { patientId, dueOn }: HeldReminder,
  { holdOutShare, holdOutName, holdOutUntilOverdueDays }: HoldOutSettings,
  databaseId: string,
  today: DateTime
): boolean {
  if (holdOutShare === 0) return false
  const due = DateTime.fromISO(dueOn, { zone: today.zone })
  if (today.startOf('day') > due.plus({ days: holdOutUntilOverdueDays })) return false
  return drawOf(patientId, `${databaseId}\n${holdOutName}`) < holdOutShare
}

/** From 0 to 1. */
function drawOf(patientId: number, key: string): number {
  const digest = createHmac('sha256', key).update(String(patientId)).digest()
  return digest.readUIntBE(0, 6) / DRAWS
}
