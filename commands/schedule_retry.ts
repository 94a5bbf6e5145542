import { args, flags } from '@adonisjs/core/ace'
import { ScheduleCommand } from './_schedule_command.js'

export default class ScheduleRetry extends ScheduleCommand {
  static commandName = 'schedule:retry'
  static description = 'Have dead letters of schedules done again: by id, or all of one schedule'
  static help = [
    'An occurrence whose retries are used up is a dead letter; "schedule:show" names them. Its payload is as it was.',
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
      if (this.json) console.log(JSON.stringify({ requeued }))
      else if (requeued.length === 0) this.logger.error('None of them is a dead letter')
      else this.logger.success(`To be done again: ${requeued.join(', ')}`)
    })
  }
}
