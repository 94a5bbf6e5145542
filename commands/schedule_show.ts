import { args } from '@adonisjs/core/ace'
import { ScheduleCommand } from './_schedule_command.js'
import { localTime, outcomeOf, runsOf, stateOf } from './_show_schedules.js'
import type { Occurrence } from '#schedules/manage/stored_occurrence'
import type { Schedule } from '#schedules/manage/stored_schedule'

/** How many occurrences of its history are shown. */
const SHOWN = 20

export default class ScheduleShow extends ScheduleCommand {
  static commandName = 'schedule:show'
  static description = 'Show a schedule: its next runs and the results of its last ones'
  static help = [
    'The payload may hold a number and a text, so only --json shows it.',
    'Exit codes: 0 done · 1 there is no schedule with this id.',
    '  {{ binaryName }} schedule:show 12',
  ]

  @args.string({ description: 'Id of the schedule' })
  declare id: string

  async run() {
    await this.workOn(this.id, async (id, service) => {
      const schedule = await service.find(id)
      if (!schedule) return this.refuse(`There is no schedule ${id}`)
      const occurrences = await service.occurrences({ scheduleId: id, limit: SHOWN })
      if (this.json) {
        await this.recordRead({ what: 'schedules', subject: `schedule:${id}` })
        this.printJson({ schedule, occurrences })
      } else {
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
      ['created', `${time(schedule.createdAt)} by ${schedule.createdBy}`],
      ['version', String(schedule.version)],
    ]
    const width = Math.max(...lines.map(([name]) => name.length))
    for (const [name, text] of lines) if (text) console.log(`${name.padEnd(width)}  ${text}`)
  }

  #showHistory(occurrences: Occurrence[], timezone: string) {
    if (occurrences.length === 0) return this.logger.info('It has not run yet') as void
    const rows = occurrences.map((occurrence) => {
      const { id, occurrenceAt, attempts, error } = occurrence
      const time = localTime(occurrenceAt, timezone)
      return [String(id), time, outcomeOf(occurrence), String(attempts), error ?? '']
    })
    this.printTable(['Id', 'Time', 'Result', 'Attempts', 'Error'], rows, ['Id', 'Time'])
  }
}
