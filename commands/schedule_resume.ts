import { args } from '@adonisjs/core/ace'
import { ScheduleCommand } from './_schedule_command.js'
import { localTime } from './_show_schedules.js'

export default class ScheduleResume extends ScheduleCommand {
  static commandName = 'schedule:resume'
  static description = 'Let a schedule run again: one that was paused, or was faulty and is mended'
  static help = [
    'It goes on from now. One that is over is not resumed.',
    'Exit codes: 0, also when it runs already · 1 there is none of this id, or it cannot run any more.',
    '  {{ binaryName }} schedule:resume 12',
  ]

  @args.string({ description: 'Id of the schedule' })
  declare id: string

  async run() {
    const id = this.readId(this.id)
    if (!id) return
    await this.work(async (service, actor) => {
      const result = await service.resume({ id, actor })
      this.endChange(
        result,
        ({ nextRunAt, timezone }) =>
          `Schedule ${id} runs again, next at ${localTime(nextRunAt, timezone)}`
      )
    })
  }
}
