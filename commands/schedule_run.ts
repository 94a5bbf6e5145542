import { args, flags } from '@adonisjs/core/ace'
import { ScheduleCommand } from './_schedule_command.js'
import { outcomeOf } from './_show_schedules.js'
import type { ProcessedSummary } from '#schedules/process_due'
import type { RunByHandResult } from '#schedules/manage/run_by_hand'

export default class ScheduleRun extends ScheduleCommand {
  static commandName = 'schedule:run'
  static description = 'Run a schedule once more now, or all that are due'
  static help = [
    'Its times, run count and end do not change. An effect outside the database waits for "scheduler:run".',
    'Exit codes: 0 done · 1 there is no schedule with this id, or its job cannot be done.',
    '  {{ binaryName }} schedule:run 12',
    '  {{ binaryName }} schedule:run --due',
  ]

  @args.string({ description: 'Id of the schedule', required: false })
  declare id?: string

  @flags.boolean({ description: 'Run all schedules that are due instead, as scheduler:run does' })
  declare due: boolean

  async run() {
    if (Boolean(this.due) === (this.id !== undefined))
      return this.refuse('Give the id of one schedule, or --due for all that are due')
    if (this.due) return this.#runDue()
    await this.workOn(this.id!, async (id, service, actor) =>
      this.#show(await service.runByHand({ id, actor }))
    )
  }

  async #runDue() {
    const { FiringService } = await import('#services/firing_service')
    const service = await this.app.container.make(FiringService)
    this.#showDue(await service.processDue())
  }

  #showDue(summary: ProcessedSummary) {
    if (this.json) return this.printJson(summary) as void
    const { fired, done, retried, failed, skipped, remaining } = summary
    this.logger.success(
      `${fired} fired, ${skipped} skipped; ${done} done, ${retried} to be retried, ${failed} failed`
    )
    if (remaining > 0) this.logger.info(`${remaining} are still due: run it again`)
  }

  #show(result: RunByHandResult) {
    if (result.outcome !== 'fired') this.exitCode = 1
    if (this.json) return this.printJson(result) as void
    if (result.outcome === 'not_found') this.logger.error(`There is no schedule ${result.id}`)
    else if (result.outcome !== 'fired')
      this.logger.error(
        `Schedule ${result.id} runs every second: no second is free for a manual run`
      )
    else {
      const { scheduleId, id, status } = result.occurrence
      const next = status === 'pending' ? ': "scheduler:run" does it within seconds' : ''
      this.logger.success(
        `Schedule ${scheduleId} run: occurrence ${id} is ${outcomeOf(result.occurrence)}${next}`
      )
    }
  }
}
