import { flags } from '@adonisjs/core/ace'
import { ScheduleCommand } from './_schedule_command.js'
import { localTime, runsOf, stateOf } from './_show_schedules.js'
import type { Schedule } from '#schedules/manage/stored_schedule'

const SHOWN = 50
const MOST_SHOWN = 1_000

export default class ScheduleList extends ScheduleCommand {
  static commandName = 'schedule:list'
  static description = 'List schedules, newest first'
  static help = [
    'Only schedules that run; --all adds those that are paused, over or deleted. Times are in the zone of the schedule.',
    'Exit codes: 0 done · 1 bad input.',
    '  {{ binaryName }} schedule:list',
    '  {{ binaryName }} schedule:list --all --app=sms --json',
  ]

  @flags.boolean({ description: 'Include schedules that no longer run' })
  declare all: boolean

  @flags.string({ flagName: 'app', description: 'Only schedules of this job, for example sms' })
  declare appName?: string

  @flags.number({ description: `How many to show, up to ${MOST_SHOWN}`, default: SHOWN })
  declare limit: number

  async run() {
    if (!Number.isInteger(this.limit) || this.limit < 1 || this.limit > MOST_SHOWN)
      return this.refuse(`--limit is ${this.limit}: give a whole number from 1 to ${MOST_SHOWN}`)
    await this.work(async (service) => {
      const { all, appName, limit } = this
      const filter = { ...(!all && { enabled: true }), appName, limit: limit + 1 }
      const found = await service.list(filter)
      const [schedules, isMore] = [found.slice(0, limit), found.length > limit]
      if (this.json) {
        await this.recordRead({ what: 'schedules', rows: schedules.map(({ id }) => id) })
        this.printJson({ schedules, isMore })
      } else await this.#show(schedules, isMore)
    })
  }

  async #show(schedules: Schedule[], isMore: boolean) {
    const { inWords } = await import('#schedules/in_words')
    if (schedules.length === 0) return this.logger.info(this.#whyNone())

    const rows = schedules.map((schedule) => {
      const { id, name, nextRunAt, lastRunAt, timezone } = schedule
      const [next, last] = [localTime(nextRunAt, timezone), localTime(lastRunAt, timezone)]
      const when = inWords(schedule, 'en')
      return [String(id), name, when, next, last, runsOf(schedule), stateOf(schedule)]
    })
    this.printTable(['Id', 'Name', 'When', 'Next run', 'Last run', 'Runs', 'State'], rows, [
      'Id',
      'Next run',
      'Last run',
    ])
    if (isMore) this.logger.info(`Showing the newest ${this.limit}: --limit shows more`)
  }

  #whyNone(): string {
    const ofJob = this.appName ? ` with the job "${this.appName}"` : ''
    return this.all
      ? `There is no schedule${ofJob} yet: schedule:create creates one`
      : `No schedule${ofJob} runs: --all shows those that are paused or over, schedule:create creates one`
  }
}
