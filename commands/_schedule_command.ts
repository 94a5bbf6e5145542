import { RappelCommand } from './_rappel_command.js'
import type { ChangeResult } from '#schedules/manage/change_schedule'
import type { Schedule } from '#schedules/manage/stored_schedule'
import type { ScheduleService } from '#services/schedule_service'
import { ROW_ID } from '#values/row_id'

const EXIT_REFUSED = 1

/** Request fields by their command-line flags. */
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

/** Base of the schedule commands: the actor, --json and refusals. */
export abstract class ScheduleCommand extends RappelCommand {
  /** A refusal is reported in words, or as `{ "error": … }`. */
  protected async work(
    work: (schedules: ScheduleService, actor: string) => Promise<void>
  ): Promise<void> {
    const { ScheduleService } = await import('#services/schedule_service')
    const { InvalidSchedule } = await import('#schedules/manage/invalid_schedule')
    await this.refuseOn(
      InvalidSchedule,
      async () => work(await this.app.container.make(ScheduleService), this.actor),
      ({ faults }) => faults.map(({ field, message }) => `${flagOf(field)}: ${message}`).join('\n')
    )
  }

  /** The same for one schedule. */
  protected async workOn(
    text: string,
    work: (id: number, schedules: ScheduleService, actor: string) => Promise<void>
  ): Promise<void> {
    const id = this.readId(text)
    if (id) await this.work((schedules, actor) => work(id, schedules, actor))
  }

  /** Returns the id of a schedule, or reports that the text is not an id. */
  protected readId(text: string): number | undefined {
    if (ROW_ID.test(text)) return Number(text)
    this.refuse(`"${text}" is not an id: give a number shown by "node ace schedule:list"`)
    return undefined
  }

  /** Ends a command that changes one schedule; `done` describes the result. */
  protected endChange(result: ChangeResult, done: (schedule: Schedule) => string): void {
    if (this.json) this.printJson(result)
    if (result.outcome === 'not_found' || result.outcome === 'refused') {
      this.exitCode = EXIT_REFUSED
      if (!this.json) this.logger.error(whyNot(result))
    } else if (!this.json) {
      const { schedule, outcome } = result
      if (outcome === 'changed') this.logger.success(done(schedule))
      else this.logger.info(`Schedule ${schedule.id} was already like that: nothing was changed`)
    }
  }
}

function flagOf(field: string): string {
  const [head, ...rest] = field.split('.')
  return [Object.hasOwn(FLAG_OF, head) ? FLAG_OF[head] : head, ...rest].join('.')
}

type NotChanged = Extract<ChangeResult, { outcome: 'not_found' | 'refused' }>

function whyNot(result: NotChanged): string {
  if (result.outcome === 'not_found') return `There is no schedule ${result.id}`
  const { id, disabledReason } = result.schedule
  const why = {
    changed_meanwhile: 'was changed by someone else in the meantime',
    not_running: `no longer runs (${disabledReason}): there is nothing to pause`,
    no_run_left: 'has no run left: create another, or change its times',
    max_runs_reached: 'has used up its runs: create another, or allow more',
  }
  return `Schedule ${id} ${why[result.reason]}`
}
