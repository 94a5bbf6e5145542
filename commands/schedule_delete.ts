import { args, flags } from '@adonisjs/core/ace'
import { askYesOrNo } from './_ask_yes_or_no.js'
import { ScheduleCommand } from './_schedule_command.js'

export default class ScheduleDelete extends ScheduleCommand {
  static commandName = 'schedule:delete'
  static description = 'End a schedule for good'
  static help = [
    'Fired occurrences that have not begun are cancelled. Its history is kept for schedules.retentionDays.',
    'Exit codes: 0 done, already deleted, or you declined · 1 there is no schedule with this id.',
    '  {{ binaryName }} schedule:delete 12 --yes',
  ]

  @args.string({ description: 'Id of the schedule' })
  declare id: string

  @flags.boolean({ description: 'Do not ask' })
  declare yes: boolean

  async run() {
    await this.workOn(this.id, async (id, service, actor) => {
      if (!(await this.#isAgreed(id))) return this.logger.info('Nothing was changed') as void
      this.endChange(await service.delete({ id, actor }), () => `Schedule ${id} is deleted`)
    })
  }

  /** Without a terminal, giving the id is confirmation enough. */
  async #isAgreed(id: number): Promise<boolean> {
    if (this.yes || this.json || !process.stdin.isTTY || !process.stdout.isTTY) return true
    return askYesOrNo(`End schedule ${id} for good?`)
  }
}
