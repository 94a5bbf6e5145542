import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { ChangeResult } from '#schedules/manage/change_schedule'
import type { Schedule } from '#schedules/manage/stored_schedule'
import type { ScheduleService } from '#services/schedule_service'

const EXIT_REFUSED = 1
const ID = /^[1-9]\d{0,14}$/

/** How the fields of a request are called on the command line. */
const FLAG_OF: Record<string, string> = {
  appName: '--app',
  payload: '--payload',
  name: '--name',
  kind: '--at, --cron, --every',
  runAt: '--at',
  cron: '--cron',
  intervalMs: '--every',
  timezone: '--timezone',
  startsAt: '--starts',
  endsAt: '--ends',
  maxRuns: '--max-runs',
  priority: '--priority',
  missedRuns: '--missed',
  overlap: '--overlap',
  idempotencyKey: '--key',
}

/** What the commands about schedules have in common: who acts, --json, how a refusal is said. */
export abstract class ScheduleCommand extends BaseCommand {
  static options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Print one JSON document and nothing else' })
  declare json: boolean

  /** What cannot be used is said in words, or as `{ "error": … }`. */
  protected async work(
    work: (schedules: ScheduleService, actor: string) => Promise<void>
  ): Promise<void> {
    const { userInfo } = await import('node:os')
    const { ScheduleService } = await import('#services/schedule_service')
    const { InvalidSchedule } = await import('#schedules/manage/invalid_schedule')
    try {
      const schedules = await this.app.container.make(ScheduleService)
      await work(schedules, `cli:${userInfo().username}`)
    } catch (error) {
      if (!(error instanceof InvalidSchedule)) throw error
      const faults = error.faults.map(({ field, message }) => `${flagOf(field)}: ${message}`)
      this.refuse(faults.join('\n'))
    }
  }

  protected refuse(message: string): void {
    if (this.json) console.log(JSON.stringify({ error: message }))
    else for (const line of message.split('\n')) this.logger.error(line)
    this.exitCode = EXIT_REFUSED
  }

  /** The id of a schedule; nothing, and said, where it is none. */
  protected readId(text: string): number | undefined {
    if (ID.test(text)) return Number(text)
    this.refuse(`"${text}" is no id: give a number that "node ace schedule:list" shows`)
    return undefined
  }

  /** The ending of a command that changes one schedule; `done` is what became of it. */
  protected endChange(result: ChangeResult, done: (schedule: Schedule) => string): void {
    if (this.json) console.log(JSON.stringify(result))
    if (result.outcome === 'not_found' || result.outcome === 'refused') {
      this.exitCode = EXIT_REFUSED
      if (!this.json) this.logger.error(whyNot(result))
    } else if (!this.json) {
      const { schedule, outcome } = result
      if (outcome === 'changed') this.logger.success(done(schedule))
      else this.logger.info(`Schedule ${schedule.id} was so already: nothing was changed`)
    }
  }
}

function flagOf(field: string): string {
  const [head, ...rest] = field.split('.')
  return [FLAG_OF[head] ?? head, ...rest].join('.')
}

type NotChanged = Extract<ChangeResult, { outcome: 'not_found' | 'refused' }>

function whyNot(result: NotChanged): string {
  if (result.outcome === 'not_found') return `There is no schedule ${result.id}`
  const { id, disabledReason } = result.schedule
  const why = {
    changed_meanwhile: 'was changed by somebody else meanwhile',
    not_running: `runs no more (${disabledReason}): there is nothing to pause`,
    no_run_left: 'has no time left at which it would run: make another, or give it other times',
    max_runs_reached: 'has had all its runs: make another, or give it more',
  }
  return `Schedule ${id} ${why[result.reason]}`
}
