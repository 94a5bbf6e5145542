import { args } from '@adonisjs/core/ace'
import { ScheduleCommand } from './_schedule_command.js'
import { localTime } from './_show_schedules.js'

export default class ScheduleResume extends ScheduleCommand {
  static commandName = 'schedule:resume'
  static description = 'Resume a schedule that was paused, or that was faulty and is fixed'
  static help = [
    'It continues from now. A schedule that is over cannot be resumed.',
    'Exit codes: 0 done, or already running · 1 there is no schedule with this id, or it can no longer run.',
    '  {{ binaryName }} schedule:resume 12',
  ]

  @args.string({ description: 'Id of the schedule' })
  declare id: string

  async run() {
    await this.workOn(this.id, async (id, service, actor) => {
      const result = await service.resume({ id, actor })
      this.endChange(
        result,
        ({ nextRunAt, timezone }) =>
          `Schedule ${id} runs again, next at ${localTime(nextRunAt, timezone)}`
      )
    })
  }
}
