import { roundShare } from '#monitoring/attempt_outcomes'
import type { HealthCheck, HealthStatus } from '#monitoring/health/health_check'
import { judgeGroup } from '#monitoring/outcomes/judge_group'
import { plannedDay, readUnplanned, type PlannedRow } from '#monitoring/outcomes/read_unplanned'

const ADVICE =
  'plan them with "node ace sms:generate"; if they stay away, its log and "node ace sms:health --only=timetable" say why'

/** Lacks in one output. */
const TOLD_AT_MOST = 3

interface Lack {
  status: HealthStatus
  share: number
  words: string
}

/** Whether the visits that are due have their reminders: without, nothing fails and nobody hears. */
export const plannedCheck: HealthCheck = {
  key: 'reminders:unplanned',
  name: 'planned',
  async run({ client, clock, config }) {
    const { outcomeWarnShare: warn, outcomeFailShare: fail } = config.monitoring
    const limits = { warn, fail, minimumMissed: config.monitoring.outcomeMinimumMissed }
    const day = plannedDay(clock.now(), config)
    const lacks: Lack[] = []
    for (const rule of config.rules) {
      const rows = await readUnplanned(client, rule, day)
      for (const { which, due, unplanned } of groupsOf(rows)) {
        const status = judgeGroup({ total: due, missed: unplanned }, 0, limits)
        const words = `${unplanned} of ${due} visits${which} have no ${rule.type} of ${day}`
        lacks.push({ status, share: due === 0 ? 0 : unplanned / due, words })
      }
    }
    const alarms = lacks.filter(({ status }) => status !== 'pass').sort((a, b) => b.share - a.share)
    const isFail = alarms.some(({ status }) => status === 'fail')
    return {
      status: isFail ? 'fail' : alarms.length > 0 ? 'warn' : 'pass',
      observedValue: roundShare(
        Math.max(0, ...(alarms.length > 0 ? alarms : lacks).map(({ share }) => share))
      ),
      observedUnit: 'share',
      thresholds: { warn, fail },
      output:
        alarms.length > 0
          ? `${alarms
              .slice(0, TOLD_AT_MOST)
              .map(({ words }) => words)
              .join('. ')}: ${ADVICE}`
          : 'The visits that are due have their reminders',
    }
  },
}

/** All facilities together if they lack as much as any; else those facilities that stand out. */
function groupsOf(rows: PlannedRow[]): (Omit<PlannedRow, 'facility'> & { which: string })[] {
  const due = rows.reduce((sum, row) => sum + row.due, 0)
  const unplanned = rows.reduce((sum, row) => sum + row.unplanned, 0)
  const everything = { which: '', due, unplanned }
  if (unplanned === due) return [everything]
  return [
    everything,
    ...rows.map(({ facility, ...counts }) => ({ which: ` of facility "${facility}"`, ...counts })),
  ]
}
