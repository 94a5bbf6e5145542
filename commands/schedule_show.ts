import { args } from '@adonisjs/core/ace'
import { ScheduleCommand } from './_schedule_command.js'
import { fit, localTime, outcomeOf, runsOf, stateOf } from './_show_schedules.js'
import type { Occurrence } from '#schedules/manage/stored_occurrence'
import type { Schedule } from '#schedules/manage/stored_schedule'

/** Of its history, how many are shown. */
const SHOWN = 20
/** Characters of a line of the history that are times, numbers and borders. */
const FIXED_WIDTH = 52

export default class ScheduleShow extends ScheduleCommand {
  static commandName = 'schedule:show'
  static description = 'Show a schedule: when it runs next, and what became of its last runs'
  static help = [
    'The payload, which may hold a number and a text, is shown with --json alone.',
    'Exit codes: 0 done · 1 there is none of this id.',
    '  {{ binaryName }} schedule:show 12',
  ]

  @args.string({ description: 'Id of the schedule' })
  declare id: string

  async run() {
    const id = this.readId(this.id)
    if (!id) return
    await this.work(async (service) => {
      const schedule = await service.find(id)
      if (!schedule) return this.refuse(`There is no schedule ${id}`)
      const occurrences = await service.occurrences({ scheduleId: id, limit: SHOWN })
      if (this.json) console.log(JSON.stringify({ schedule, occurrences }))
      else {
        await this.#show(schedule)
        this.#showHistory(occurrences, schedule.timezone)
      }
    })
  }

  async #show(schedule: Schedule & { nextRuns: string[] }) {
    const { inWords } = await import('#schedules/in_words')
    const { timezone, startsAt, endsAt, nextRuns } = schedule
    const time = (instant: string) => localTime(instant, timezone)
    const lines: [string, string | false | null][] = [
      ['name', schedule.name],
      ['job', `${schedule.appName}, priority ${schedule.priority}`],
      ['when', inWords(schedule, 'en')],
      ['from', startsAt && time(startsAt)],
      ['until', endsAt && time(endsAt)],
      ['state', stateOf(schedule)],
      [
        'since',
        schedule.disabledAt &&
          `${time(schedule.disabledAt)} by ${schedule.disabledBy ?? 'the engine'}`,
      ],
      ['next runs', nextRuns.map(time).join(', ') || '–'],
      ['runs', runsOf(schedule)],
      ['missed runs', schedule.missedRuns],
      ['overlap', schedule.overlap],
      ['made', `${time(schedule.createdAt)} by ${schedule.createdBy}`],
      ['version', String(schedule.version)],
    ]
    const width = Math.max(...lines.map(([name]) => name.length))
    for (const [name, text] of lines) if (text) console.log(`${name.padEnd(width)}  ${text}`)
  }

  #showHistory(occurrences: Occurrence[], timezone: string) {
    if (occurrences.length === 0) return this.logger.info('It has not run yet') as void
    const table = this.ui.table()
    table.head(['Id', 'Time', 'What became of it', 'Attempts', 'Error'])
    for (const occurrence of occurrences) {
      const { id, occurrenceAt, attempts, error } = occurrence
      const [outcome, problem] = fit([outcomeOf(occurrence), error ?? ''], FIXED_WIDTH)
      table.row([String(id), localTime(occurrenceAt, timezone), outcome, String(attempts), problem])
    }
    table.render()
  }
}
