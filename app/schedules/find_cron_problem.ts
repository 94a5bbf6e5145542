import type { DateTime } from 'luxon'
import { InvalidCron } from '#schedules/cron_expression'
import { nextRun } from '#schedules/next_run'

/** Why a schedule cannot run by this expression, and what would be right; nothing where it can. */
export function findCronProblem(
  cron: string,
  timezone: string,
  after: DateTime
): string | undefined {
  try {
    if (nextRun({ kind: 'cron', cron, timezone }, after)) return undefined
    return `"${cron}" never comes: give one that names a day there is`
  } catch (error) {
    if (error instanceof InvalidCron) return error.message
    throw error
  }
}
