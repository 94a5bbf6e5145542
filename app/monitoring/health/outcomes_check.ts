import { roundShare } from '#monitoring/attempt_outcomes'
import type { HealthCheck } from '#monitoring/health/health_check'
import { groupOutcomes } from '#monitoring/outcomes/group_outcomes'
import { judgeGroup } from '#monitoring/outcomes/judge_group'
import { outcomeInWords } from '#monitoring/outcomes/outcome_in_words'
import { readOutcomes, readUsualOutcomes } from '#monitoring/outcomes/read_outcomes'
import { usualOutcomes } from '#monitoring/outcomes/usual_outcomes'
import { shareOf, worstOutcomes } from '#monitoring/outcomes/worst_outcomes'

/** Alarms in one output. */
const TOLD_AT_MOST = 3

/**
 * What became of the messages that should have gone out, whether or not they were POSTed: by
 * type, facility and account. A large share that missed is critical; a sudden one warns.
 */
export const outcomesCheck: HealthCheck = {
  key: 'messages:missed',
  name: 'outcomes',
  async run({ client, clock, config: { monitoring } }) {
    const period = {
      now: clock.now(),
      windowHours: monitoring.outcomeWindowHours,
      receiptHours: monitoring.receiptHours,
    }
    const limits = {
      warn: monitoring.outcomeWarnShare,
      fail: monitoring.outcomeFailShare,
      minimumMissed: monitoring.outcomeMinimumMissed,
    }
    const usual = usualOutcomes(
      await readUsualOutcomes(client, period),
      monitoring.receiptUsualShare
    )
    const groups = groupOutcomes(await readOutcomes(client, period), usual.receiptsAreUsual)
    const judged = [...groups.values()].map((group) => ({
      group,
      status: judgeGroup(group, usual.shareOf(group), limits),
    }))
    const worst = worstOutcomes(judged)

    const all = groups.get('everything:')
    const told = worst[0]?.group ?? all
    const says = all
      ? `${all.missed} of ${all.total} messages of the last ${period.windowHours} hours missed`
      : `No message was to go out in the last ${period.windowHours} hours`
    return {
      status: worst[0]?.status ?? 'pass',
      observedValue: told ? roundShare(shareOf(told)) : 0,
      observedUnit: 'share',
      thresholds: { warn: limits.warn, fail: limits.fail },
      output:
        worst.length === 0
          ? says
          : `In the last ${period.windowHours} hours: ${worst
              .slice(0, TOLD_AT_MOST)
              .map(({ group }) => outcomeInWords(group))
              .join('. ')}`,
    }
  },
}
