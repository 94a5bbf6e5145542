import type { DateTime } from 'luxon'
import { fiveFields } from '#schedules/cron_presets'
import { findCronProblem } from '#schedules/find_cron_problem'
import { AN_INSTANT, isDateAlone, localFormOf, readInstant } from '#values/read_instant'
import { shown, type ScheduleFault, type ScheduleRequest } from '#schedules/manage/schedule_request'
import type { ScheduleRow, TimingColumns } from '#schedules/schedule_row'
import { toSqlInstantCeiling } from '#storage/instants'

const SHORTEST_INTERVAL_MS = 1_000
const LONGEST_INTERVAL_MS = 366 * 86_400_000
const LONGEST_CRON = 120
/** With the blanks that are removed before it is measured. */
const LONGEST_CRON_GIVEN = 500
/** An earlier time is more likely a wrong date than a late request. */
const LATEST_REQUEST_HOURS = 24
const HOUR_MS = 3_600_000

const KINDS = [
  ['once', 'runAt'],
  ['cron', 'cron'],
  ['interval', 'intervalMs'],
] as const

/** The one kind of timing that the request uses. */
export function checkKind(
  request: ScheduleRequest,
  faults: ScheduleFault[]
): ScheduleRow['kind'] | undefined {
  const given = KINDS.filter(([, field]) => (request[field] ?? null) !== null)
  if (given.length !== 1) {
    faults.push({
      field: 'kind',
      message: `${given.length === 0 ? 'nothing says' : 'more than one field says'} when it runs: give one instant (once), or one cron expression, or one interval`,
    })
    return undefined
  }
  const [[kind]] = given
  if ((request.kind ?? kind) === kind) return kind
  faults.push({
    field: 'kind',
    message: `${shown(request.kind)} does not match the timing: leave it out, or give "${kind}"`,
  })
  return undefined
}

export function checkCron(
  value: unknown,
  timezone: string,
  now: DateTime,
  faults: ScheduleFault[]
): string | null {
  const isShort = typeof value === 'string' && value.length <= LONGEST_CRON_GIVEN
  const cron = isShort ? fiveFields(value) : null
  if (!cron || cron.length > LONGEST_CRON) {
    faults.push({
      field: 'cron',
      message: `${shown(value)} cannot be used: give five fields such as "0 9 * * 1-5", at most ${LONGEST_CRON} characters`,
    })
    return null
  }
  const problem = findCronProblem(cron, timezone, now)
  if (problem) faults.push({ field: 'cron', message: problem })
  return cron
}

export function checkInterval(value: unknown, faults: ScheduleFault[]): number | null {
  const usable =
    Number.isInteger(value) &&
    Number(value) >= SHORTEST_INTERVAL_MS &&
    Number(value) <= LONGEST_INTERVAL_MS
  if (usable) return Number(value)
  faults.push({
    field: 'intervalMs',
    message: `${shown(value)} cannot be used: give whole milliseconds from ${SHORTEST_INTERVAL_MS} (a second) to ${LONGEST_INTERVAL_MS} (366 days)`,
  })
  return null
}

export function checkRunAt(
  value: unknown,
  zone: string,
  { now, anyPast = false }: { now: DateTime; anyPast?: boolean },
  faults: ScheduleFault[]
): Pick<TimingColumns, 'run_at' | 'run_at_local'> {
  const runAt = isDateAlone(value) ? undefined : readInstant(value, zone)
  if (runAt === undefined) {
    faults.push({ field: 'runAt', message: `${shown(value)} cannot be read: give ${AN_INSTANT}` })
    return { run_at: null, run_at_local: null }
  }
  const pastMs = now.toMillis() - runAt.toMillis()
  if (!anyPast && pastMs > LATEST_REQUEST_HOURS * HOUR_MS) {
    faults.push({
      field: 'runAt',
      message: `${shown(value)} is more than ${LATEST_REQUEST_HOURS} hours past: give a future time, or a recent one to run at once`,
    })
  }
  return { run_at: toSqlInstantCeiling(runAt), run_at_local: localFormOf(value) }
}
