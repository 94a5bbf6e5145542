import { flags } from '@adonisjs/core/ace'
import { ScheduleCommand } from './_schedule_command.js'
import { localTime } from './_show_schedules.js'
import type { Schedule } from '#schedules/manage/stored_schedule'
import type { ScheduleRequest } from '#schedules/manage/schedule_request'

export default class ScheduleCreate extends ScheduleCommand {
  static commandName = 'schedule:create'
  static description = 'Schedule a job: once, by cron, or at an interval'
  static help = [
    'One of --at, --cron and --every says when. Times without an offset are in --timezone (default APP_TIMEZONE).',
    'A time up to 24 hours ago runs at once. With --key, repeating the command does not create a second schedule.',
    'Exit codes: 0 created, or created before with the same --key · 1 bad input, or the key belongs to another schedule.',
    `  {{ binaryName }} schedule:create --app=command --payload='{"command":"sms:health"}' --cron="0 9 * * 1"`,
    `  {{ binaryName }} schedule:create --app=sms --payload='{"phoneNumber":"+237…","message":"…"}' --at="2026-03-10 15:30"`,
    `  {{ binaryName }} schedule:create --app=command --payload='{"command":"orange:balance"}' --every=15m --max-runs=8`,
  ]

  @flags.string({ flagName: 'app', description: 'The job: sms, sms_retry, command …' })
  declare appName?: string

  @flags.string({ description: 'Input of the job, as JSON' })
  declare payload?: string

  @flags.string({ description: 'Name for people; default the name of the job' })
  declare name?: string

  @flags.string({ description: 'Once, at this time: "2026-03-10 15:30" or "2026-03-10T15:30:00Z"' })
  declare at?: string

  @flags.string({ description: 'By a cron expression of five fields, or @daily and the like' })
  declare cron?: string

  @flags.string({ description: 'At an interval: 90s, 15m, 2h, 1d, or milliseconds' })
  declare every?: string

  @flags.string({ description: 'IANA time zone, for example Africa/Douala' })
  declare timezone?: string

  @flags.number({ description: 'Ends after this many runs' })
  declare maxRuns?: number

  @flags.string({ description: 'No run before this time; an interval counts from it' })
  declare starts?: string

  @flags.string({ description: 'No run at this time or later' })
  declare ends?: string

  @flags.string({ description: 'high, normal or low' })
  declare priority?: string

  @flags.string({ description: 'Missed runs: once (one run for all of them) or skip' })
  declare missed?: string

  @flags.string({ description: 'While the previous run is not done: allow or skip' })
  declare overlap?: string

  @flags.string({ description: 'Idempotency key, at most 200 characters' })
  declare key?: string

  async run() {
    await this.work(async (service, actor) => {
      const request = await this.#request()
      const { outcome, schedule, ...rest } = await service.create(request, { source: 'cli', actor })
      const isAnother = 'sameRequest' in rest && !rest.sameRequest
      if (isAnother) this.exitCode = 1
      if (this.json) this.printJson({ created: outcome === 'created', ...rest, schedule })
      else if (isAnother)
        this.logger.error(
          `--key belongs to schedule ${schedule.id}, which was created with different options`
        )
      else await this.#show(schedule, outcome === 'created')
    })
  }

  async #request(): Promise<ScheduleRequest> {
    const { InvalidSchedule } = await import('#schedules/manage/invalid_schedule')
    const { readInterval } = await import('#schedules/manage/read_interval')
    return {
      appName: this.appName,
      payload: this.payload === undefined ? undefined : readJson(this.payload),
      name: this.name,
      runAt: this.at,
      cron: this.cron,
      intervalMs: this.every === undefined ? undefined : (readInterval(this.every) ?? this.every),
      timezone: this.timezone,
      startsAt: this.starts,
      endsAt: this.ends,
      maxRuns: this.maxRuns,
      priority: this.priority,
      missedRuns: this.missed,
      overlap: this.overlap,
      idempotencyKey: this.key,
    }

    /** The error does not quote the text: it may hold a number. */
    function readJson(text: string): unknown {
      try {
        return JSON.parse(text)
      } catch {
        const message = `is not valid JSON; for example '{"command":"sms:health"}'`
        throw new InvalidSchedule([{ field: 'payload', message }])
      }
    }
  }

  async #show(schedule: Schedule, isNew: boolean) {
    const { inWords } = await import('#schedules/in_words')
    const { id, nextRunAt, timezone } = schedule
    const next = nextRunAt ? `next run ${localTime(nextRunAt, timezone)}` : 'it no longer runs'
    const words = `${inWords(schedule, 'en')}; ${next}`
    if (isNew) this.logger.success(`Schedule ${id} created. ${words}`)
    else this.logger.info(`Schedule ${id} was already created with this key. ${words}`)
  }
}
