import { inject } from '@adonisjs/core'
import { ReconcileReminders, type ReconcileOptions } from '#reminders/reconcile_reminders'
import { SweepInTurn } from '#services/sweep_in_turn'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'

export type PlanningOptions = Omit<ReconcileOptions, 'types'>

/**
 * Plans reminders, then sends what is due: reminders planned late in the day, after an outage for
 * example, do not wait for the next sweep.
 */
@inject()
export class PlanAndSweep {
  constructor(
    private readonly reconcile: ReconcileReminders,
    private readonly sweep: SweepInTurn,
    private readonly config: SmsSchedulerConfig
  ) {}

  all(options: PlanningOptions) {
    return this.#run(options)
  }

  overdue(options: PlanningOptions) {
    const { overdue } = this.config.reminders
    const rules = this.config.rules.filter((rule) => rule === overdue || rule.offsetDays > 0)
    return this.#run({ ...options, types: rules.map(({ type }) => type) })
  }

  async #run(options: ReconcileOptions) {
    const { dryRun, signal } = options
    const reminders = await this.reconcile.run(options)
    const sweep = await this.sweep.run({ dryRun, signal })
    return { reminders, sweep }
  }
}
