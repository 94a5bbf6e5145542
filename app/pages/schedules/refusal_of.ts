import type { ChangeResult } from '#schedules/manage/change_schedule'

/** The name of why a change was not made (`schedules.refused.…`); null if it was. */
export function refusalOf(result: ChangeResult): string | null {
  if (result.outcome === 'changed') return null
  if (result.outcome === 'unchanged') return 'changed_meanwhile'
  return result.outcome === 'refused' ? result.reason : result.outcome
}
