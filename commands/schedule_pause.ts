import { args, flags } from '@adonisjs/core/ace'
import { ScheduleCommand } from './_schedule_command.js'

export default class SchedulePause extends ScheduleCommand {
  static commandName = 'schedule:pause'
  static description = 'Keep a schedule from running until it is resumed'
  static help = [
    'Runs that fall into the pause are skipped. Who paused it, and why, is kept.',
    'Exit codes: 0 done, or already paused · 1 there is no schedule with this id, or it no longer runs.',
    '  {{ binaryName }} schedule:pause 12 --reason="wrong text"',
  ]

  @args.string({ description: 'Id of the schedule' })
  declare id: string

  @flags.string({ description: 'Why, for your colleagues' })
  declare reason?: string

  async run() {
    await this.workOn(this.id, async (id, service, actor) => {
      const result = await service.pause({ id, reason: this.reason, actor })
      this.endChange(
        result,
        () => `Schedule ${id} is paused until "node ace schedule:resume ${id}"`
      )
    })
  }
}
