import type { PlanAndSweep } from '#services/plan_and_sweep'
import { onFirstUse } from '#services/on_first_use'
import type { SlotWork } from '#timetable/run_due_slot'
import type { TimetableJob } from '#timetable/timetable'

const loadPlanAndSweep = () =>
  import('#services/plan_and_sweep').then(({ PlanAndSweep }) => PlanAndSweep)

/** The work of each job of the timetable, and its statistics for `scheduler_runs`. */
export const SLOT_WORK: Record<TimetableJob, SlotWork> = {
  statistics: onFirstUse(
    () => import('#services/count_finished_days').then((part) => part.CountFinishedDays),
    async (counts) => ({ complete: true, stats: await counts.run() })
  ),

  generation: onFirstUse(loadPlanAndSweep, async (plan, signal) =>
    reportOfPlan(await plan.all({ signal }))
  ),

  overdue: onFirstUse(loadPlanAndSweep, async (plan, signal) =>
    reportOfPlan(await plan.overdue({ signal }))
  ),

  sweep: onFirstUse(
    () => import('#services/sweep_in_turn').then(({ SweepInTurn }) => SweepInTurn),
    async (sweeps, signal) => {
      const sweep = await sweeps.run({ signal })
      return { complete: sweep.outcome !== 'stopped', stats: sweep }
    }
  ),

  cleanup: onFirstUse(
    () => import('#services/clean_up_all').then(({ CleanUpAll }) => CleanUpAll),
    async (cleanUp, signal) => {
      const summary = await cleanUp.run({ signal })
      return { complete: summary.complete, stats: summary }
    }
  ),

  balance: onFirstUse(
    () => import('#services/poll_and_forecast').then(({ PollAndForecast }) => PollAndForecast),
    async (polls, signal) => ({ complete: true, stats: await polls.run(signal) })
  ),

  digest: onFirstUse(
    () => import('#alerts/write_digest').then(({ WriteDigest }) => WriteDigest),
    async (digest) => ({ complete: true, stats: await digest.run() })
  ),

  health: onFirstUse(
    () => import('#services/log_health').then(({ LogHealth }) => LogHealth),
    async (health) => {
      const { status } = await health.run()
      return { complete: true, stats: { status } }
    }
  ),
}

function reportOfPlan(stats: Awaited<ReturnType<PlanAndSweep['all']>>) {
  const { reminders, sweep } = stats
  return { complete: reminders.complete && sweep.outcome !== 'stopped', stats }
}
