import { args, flags } from '@adonisjs/core/ace'
import { askYesOrNo } from './_ask_yes_or_no.js'
import { ScheduleCommand } from './_schedule_command.js'

export default class ScheduleDelete extends ScheduleCommand {
  static commandName = 'schedule:delete'
  static description = 'End a schedule for good'
  static help = [
    'What it fired and nobody has begun is called off. Its history is kept as long as schedules.retentionDays says.',
    'Exit codes: 0, also when it was deleted already or you said no · 1 there is none of this id.',
    '  {{ binaryName }} schedule:delete 12 --yes',
  ]

  @args.string({ description: 'Id of the schedule' })
  declare id: string

  @flags.boolean({ description: 'Do not ask' })
  declare yes: boolean

  async run() {
    const id = this.readId(this.id)
    if (!id) return
    await this.work(async (service, actor) => {
      if (!(await this.#isAgreed(id))) return this.logger.info('Nothing was changed') as void
      this.endChange(await service.delete({ id, actor }), () => `Schedule ${id} is deleted`)
    })
  }

  /** Where nobody can be asked, the id is explicit enough. */
  async #isAgreed(id: number): Promise<boolean> {
    if (this.yes || this.json || !process.stdin.isTTY || !process.stdout.isTTY) return true
    return askYesOrNo(`End schedule ${id} for good?`)
  }
}
