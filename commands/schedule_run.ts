import { args } from '@adonisjs/core/ace'
import { ScheduleCommand } from './_schedule_command.js'
import { outcomeOf } from './_show_schedules.js'
import type { RunByHandResult } from '#schedules/manage/run_by_hand'

export default class ScheduleRun extends ScheduleCommand {
  static commandName = 'schedule:run'
  static description = 'Run a schedule once more, now'
  static help = [
    'Its times, its count of runs and its end stay as they are. An effect outside the database waits for "scheduler:run".',
    'Exit codes: 0 done · 1 there is none of this id, or its job cannot be done.',
    '  {{ binaryName }} schedule:run 12',
  ]

  @args.string({ description: 'Id of the schedule' })
  declare id: string

  async run() {
    const id = this.readId(this.id)
    if (!id) return
    await this.work(async (service, actor) => this.#show(await service.runByHand({ id, actor })))
  }

  #show(result: RunByHandResult) {
    if (result.outcome !== 'fired') this.exitCode = 1
    if (this.json) return console.log(JSON.stringify(result)) as void
    if (result.outcome === 'not_found') this.logger.error(`There is no schedule ${result.id}`)
    else if (result.outcome === 'runs_now')
      this.logger.error(
        `Schedule ${result.id} runs every second: there is none left for a run by hand`
      )
    else {
      const { scheduleId, id, status } = result.occurrence
      const next = status === 'pending' ? ': "scheduler:run" does it within seconds' : ''
      this.logger.success(
        `Schedule ${scheduleId} is run: occurrence ${id} is ${outcomeOf(result.occurrence)}${next}`
      )
    }
  }
}
