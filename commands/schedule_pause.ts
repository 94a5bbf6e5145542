import { args, flags } from '@adonisjs/core/ace'
import { ScheduleCommand } from './_schedule_command.js'

export default class SchedulePause extends ScheduleCommand {
  static commandName = 'schedule:pause'
  static description = 'Keep a schedule from running until it is resumed'
  static help = [
    'What falls into the pause does not run. Who paused it, and why, is kept.',
    'Exit codes: 0, also when it was paused already · 1 there is none of this id, or it runs no more.',
    '  {{ binaryName }} schedule:pause 12 --reason="wrong text"',
  ]

  @args.string({ description: 'Id of the schedule' })
  declare id: string

  @flags.string({ description: 'Why, for those who come after you' })
  declare reason?: string

  async run() {
    const id = this.readId(this.id)
    if (!id) return
    await this.work(async (service, actor) => {
      const result = await service.pause({ id, reason: this.reason, actor })
      this.endChange(
        result,
        () => `Schedule ${id} is paused until "node ace schedule:resume ${id}"`
      )
    })
  }
}
