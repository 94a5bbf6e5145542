import type { SmsSchedulerSettings } from './sms_scheduler_settings.js'

const TOGETHER: unknown[] = ['number', 'child', 'none']
const MOST_REMINDERS = 1_000
const MOST_DAYS = 30

type Fault = (key: string, value: unknown, allowed: string) => void

/** Checks the group `frequency`. */
export function findFrequencyFaults(
  { frequency }: Partial<SmsSchedulerSettings>,
  fault: Fault
): void {
  const { together, daysAfterByHand: days } = frequency ?? {}
  if (!TOGETHER.includes(together))
    fault('frequency.together', together, '"number", "child" or "none"')
  for (const key of ['remindersPerNumberPerDay', 'remindersPerNumberPerWeek'] as const) {
    const limit = frequency?.[key]
    if (limit !== null && !isWithin(limit, 1, MOST_REMINDERS))
      fault(`frequency.${key}`, limit, `null or a whole number from 1 to ${MOST_REMINDERS}`)
  }
  if (!isWithin(days, 0, MOST_DAYS))
    fault('frequency.daysAfterByHand', days, `a whole number from 0 to ${MOST_DAYS}`)
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max
}
