import type { SmsSchedulerSettings } from './sms_scheduler_settings.js'

const MOST_DAYS = 365

/** Families who get no reminders are the exception. */
const LARGEST_SHARE = 0.5

const HOLD_OUT_NAME = /^[\w-]{1,60}$/

type Fault = (key: string, value: unknown, allowed: string) => void

/** Checks the group `evaluation`. */
export function findEvaluationFaults(
  { evaluation }: Partial<SmsSchedulerSettings>,
  fault: Fault
): void {
  const { visitWithinDays: within, holdOutShare: share, holdOutName: name } = evaluation ?? {}
  if (!isDays(within, 1))
    fault('evaluation.visitWithinDays', within, `a whole number from 1 to ${MOST_DAYS}`)
  for (const key of ['recordedWithinDays', 'holdOutUntilOverdueDays'] as const) {
    const days = evaluation?.[key]
    if (!isDays(days, 0)) fault(`evaluation.${key}`, days, `a whole number from 0 to ${MOST_DAYS}`)
  }
  if (typeof share !== 'number' || !(share >= 0 && share <= LARGEST_SHARE))
    fault('evaluation.holdOutShare', share, `a number from 0 to ${LARGEST_SHARE}`)
  if (typeof name !== 'string' || !HOLD_OUT_NAME.test(name))
    fault('evaluation.holdOutName', name, '1 to 60 letters, digits, "-" and "_"')
}

function isDays(value: unknown, least: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= MOST_DAYS
}
