import type { DateTime } from 'luxon'
import { InvalidCron } from '#schedules/cron_expression'
import { nextRun } from '#schedules/next_run'

/** Why a schedule cannot use this expression, and a fix; undefined if it can. */
export function findCronProblem(
  cron: string,
  timezone: string,
  after: DateTime
): string | undefined {
  try {
    if (nextRun({ kind: 'cron', cron, timezone }, after)) return undefined
    return `"${cron}" never runs: give one with a date that exists`
  } catch (error) {
    if (error instanceof InvalidCron) return error.message
    throw error
  }
}
