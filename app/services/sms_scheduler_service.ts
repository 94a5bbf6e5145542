import { inject } from '@adonisjs/core'
import type { EndPauseRequest } from '#delivery/pauses/end_pauses'
import type { PauseRequest } from '#delivery/pauses/pause_sending'
import type { SweepOptions } from '#delivery/sweep/process_due_messages'
import type { StatisticsRequest } from '#monitoring/statistics'
import type { PruneOptions } from '#retention/clean_up'
import type { PlanningOptions } from '#services/plan_and_sweep'
import { RunningWork } from '#services/running_work'
import { SweepInTurn } from '#services/sweep_in_turn'

/**
 * The façade of the engine. It has no logic of its own: each method loads and runs one action, and
 * a process that is told to end waits for it.
 */
@inject()
export class SmsSchedulerService {
  constructor(
    private readonly work: RunningWork,
    private readonly sweeps: SweepInTurn
  ) {}

  /** One sweep: sends what is due. */
  processPendingMessages(options: SweepOptions = {}) {
    return this.sweeps.run(options)
  }

  /** Brings the reminders in line with the immunizations. */
  scheduleDailyReminders(options: PlanningOptions = {}) {
    return this.work.perform(
      () => import('#reminders/reconcile_reminders').then((module) => module.ReconcileReminders),
      (reconcile, signal) => reconcile.run({ signal, ...options })
    )
  }

  /** Plans only the overdue reminders, with the visits recorded since the morning; then sweeps. */
  processOverdueReminders(options: PlanningOptions = {}) {
    return this.work.perform(
      () => import('#services/plan_and_sweep').then(({ PlanAndSweep }) => PlanAndSweep),
      (plan, signal) => plan.overdue({ signal, ...options })
    )
  }

  /**
   * Deletes messages finished longer ago than the retention time, and finishes interrupted
   * erasures.
   */
  cleanupOldMessages(options: PruneOptions = {}) {
    return this.work.perform(
      () => import('#services/clean_up_all').then(({ CleanUpAll }) => CleanUpAll),
      (cleanUp, signal) => cleanUp.run({ signal, ...options })
    )
  }

  /** `only` is the name of a check. */
  getHealthStatus(options: { only?: string } = {}) {
    return this.work.perform(
      () => import('#monitoring/check_health').then(({ CheckHealth }) => CheckHealth),
      (check) => check.run(options)
    )
  }

  /** Returns whether sending is running. */
  getSchedulerStatus() {
    return this.work.perform(
      () =>
        import('#monitoring/read_scheduler_status').then((module) => module.ReadSchedulerStatus),
      (status) => status.run()
    )
  }

  /** Of the last hour, day or week, or between two instants. */
  getStatistics(period: StatisticsRequest) {
    return this.work.perform(
      () => import('#monitoring/collect_statistics').then((module) => module.CollectStatistics),
      (statistics) => statistics.run(period)
    )
  }

  /** Stops the sending of everything, a facility or a type; records who did and why. */
  pauseSending(request: PauseRequest) {
    return this.work.perform(
      () => import('#delivery/pauses/pause_sending').then(({ PauseSending }) => PauseSending),
      (pause) => pause.run(request)
    )
  }

  /** Resumes sending; records who did and why. For everything, stopped accounts resume as well. */
  resumeSending(request: EndPauseRequest) {
    return this.work.perform(
      () => import('#delivery/pauses/resume_sending').then(({ ResumeSending }) => ResumeSending),
      (resume) => resume.run(request)
    )
  }
}
