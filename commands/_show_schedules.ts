import { DateTime } from 'luxon'
import type { Occurrence } from '#schedules/manage/stored_occurrence'
import type { Schedule } from '#schedules/manage/stored_schedule'

/** Local time in the zone, with its UTC offset. */
export function localTime(instant: string | null, timezone: string): string {
  if (!instant) return '–'
  const time = DateTime.fromISO(instant, { zone: timezone })
  return time.toFormat(time.second === 0 ? 'yyyy-MM-dd HH:mm ZZ' : 'yyyy-MM-dd HH:mm:ss ZZ')
}

/** Whether it runs, and if not, why. */
export function stateOf({ enabled, disabledReason, disabledDetail }: Schedule): string {
  if (enabled) return 'on'
  const detail = disabledDetail ? `: ${disabledDetail}` : ''
  return `${inPlainWords(disabledReason ?? 'off')}${detail}`
}

/** Runs so far, and the maximum if there is one. */
export function runsOf({ runCount, maxRuns }: Schedule): string {
  return maxRuns === null ? String(runCount) : `${runCount} of ${maxRuns}`
}

/** Status of an occurrence, and why. */
export function outcomeOf({ status, reason, missed }: Occurrence): string {
  const why = reason ? ` (${inPlainWords(reason)})` : ''
  return `${inPlainWords(status)}${why}${missed > 0 ? `, also for ${missed} missed` : ''}`
}

function inPlainWords(word: string): string {
  return word.replaceAll('_', ' ')
}
