import { inject } from '@adonisjs/core'
import { onFirstUse } from '#services/on_first_use'
import { RunningWork } from '#services/running_work'

/** Runs schedules when they are due. */
@inject()
export class FiringService {
  constructor(private readonly work: RunningWork) {}

  /**
   * Fires due schedules just after each second and starts their jobs, until the process is told to
   * end. Returns at once if this process is already doing so.
   */
  keepFiring() {
    const firing = onFirstUse(
      () => import('#services/keep_firing').then(({ KeepFiring }) => KeepFiring),
      (keep, signal) =>
        keep.during(
          () => this.fireSchedules(),
          () => this.#countJobs(),
          signal
        )
    )
    return this.work.once('firing', firing)
  }

  /** Fires what is due; concurrent calls share the work. */
  fireSchedules(options: { limit?: number } = {}) {
    const fire = onFirstUse(
      () => import('#schedules/fire/fire_due_schedules').then((module) => module.FireDueSchedules),
      (schedules, signal) => schedules.run({ ...options, signal })
    )
    return this.work.together('schedules', fire)
  }

  /** Runs the jobs of fired schedules, as many as this process has room for, and waits for them. */
  runJobs() {
    return this.work.perform(
      () => import('#schedules/run/run_occurrences').then((module) => module.RunOccurrences),
      (jobs, signal) => jobs.run(signal)
    )
  }

  /** Fires everything due and runs its jobs, in one call. */
  processDue(options: { limit?: number } = {}) {
    return this.work.perform(
      () => import('#schedules/process_due').then(({ ProcessDue }) => ProcessDue),
      (due, signal) => due.run({ ...options, signal })
    )
  }

  async #countJobs(): Promise<number> {
    const { done, retried, deadLettered } = await this.runJobs()
    return done + retried + deadLettered
  }
}
