import type { OutcomeGroup } from '#monitoring/outcomes/group_outcomes'
import type { HealthStatus } from '#monitoring/health/health_check'

export interface JudgedGroup {
  group: OutcomeGroup
  status: HealthStatus
}

/**
 * One alarm for each cause: of the groups that it hits, the one that it explains best. That is a
 * large group, but one that it hits as a whole. Worst first.
 */
export function worstOutcomes(judged: JudgedGroup[]): JudgedGroup[] {
  const alarms = judged.filter(({ status }) => status !== 'pass').sort(byWeight)
  const seen = new Set<string>()
  return alarms.filter(({ group }) => {
    const cause = mainCauseOf(group)
    if (seen.has(cause)) return false
    seen.add(cause)
    return true
  })
}

function byWeight(a: JudgedGroup, b: JudgedGroup): number {
  const severity = Number(b.status === 'fail') - Number(a.status === 'fail')
  return severity || weightOf(b.group) - weightOf(a.group)
}

/** 297 of 300 of a type outweigh 10 of 10 in one facility, and 300 of 400 of everything. */
function weightOf(group: OutcomeGroup): number {
  return group.missed * shareOf(group) ** 2
}

export function shareOf({ missed, total }: OutcomeGroup): number {
  return missed / total
}

function mainCauseOf({ causes }: OutcomeGroup): string {
  const [[key]] = [...causes].sort(([, a], [, b]) => b.messages - a.messages)
  return key
}
