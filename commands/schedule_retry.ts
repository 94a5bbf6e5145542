import { args, flags } from '@adonisjs/core/ace'
import { ScheduleCommand } from './_schedule_command.js'

export default class ScheduleRetry extends ScheduleCommand {
  static commandName = 'schedule:retry'
  static description = 'Retry dead letters of schedules: by id, or all of one schedule'
  static help = [
    'An occurrence whose retries are used up is a dead letter; "schedule:show" lists them. The payload stays the same.',
    'Exit codes: 0 done · 1 bad input, or none of them is a dead letter.',
    '  {{ binaryName }} schedule:retry 4711 4712',
    '  {{ binaryName }} schedule:retry --schedule=12',
  ]

  @args.spread({ description: 'Ids of occurrences', required: false })
  declare ids?: string[]

  @flags.string({ description: 'All dead letters of this schedule' })
  declare schedule?: string

  async run() {
    if ((this.ids === undefined) === (this.schedule === undefined))
      return this.refuse('Give ids of occurrences, or --schedule with the id of a schedule')
    const ids = (this.ids ?? [this.schedule!]).map((text) => this.readId(text))
    if (!ids.every((id) => id !== undefined)) return
    await this.work(async (service, actor) => {
      const of = this.ids ? { ids } : { scheduleId: ids[0] }
      const requeued = await service.requeueOccurrences({ of, actor })
      if (requeued.length === 0) this.exitCode = 1
      if (this.json) this.printJson({ requeued })
      else if (requeued.length === 0) this.logger.error('None of them is a dead letter')
      else this.logger.success(`Will be retried: ${requeued.join(', ')}`)
    })
  }
}
