import { RappelCommand } from './_rappel_command.js'
import { localTime } from './_show_schedules.js'
import type { ListedJob } from '#timetable/list_jobs'
import type { Cadence, TimetableJob } from '#timetable/timetable'

export default class SchedulerList extends RappelCommand {
  static commandName = 'scheduler:list'
  static description = 'List the jobs of scheduler:run: when each runs, its last run and its next'
  static help = [
    "Times are in APP_TIMEZONE; config/sms_scheduler.ts has them. People's own schedules are in schedule:list.",
    "What runs every minute keeps no record of its runs: its last run is the scheduler's last heartbeat.",
    'Exit codes: 0 shown.',
  ]

  async run() {
    const { TimetableService } = await import('#services/timetable_service')
    const service = await this.app.container.make(TimetableService)
    const list = await service.listJobs()
    await this.print({ ...list, everyMinute: MINUTELY.map(([name]) => name) }, () =>
      this.#show(list)
    )
  }

  #show({
    timezone,
    lastBeat,
    jobs,
  }: {
    timezone: string
    lastBeat: string | null
    jobs: ListedJob[]
  }) {
    const time = (instant: string | null) => localTime(instant, timezone).slice(0, 16)
    const next = `Next (${timezone})`
    const rows = jobs.map(({ job, when, lastRun, nextRun }) => [
      job,
      WORK[job],
      whenInWords(when),
      time(nextRun),
      time(lastRun?.startedAt ?? null),
      lastRun ? outcomeInWords(lastRun) : 'never ran',
    ])
    const minutely = MINUTELY.map(([name, work]) => [
      name,
      work,
      'every minute',
      '',
      time(lastBeat),
      '',
    ])
    this.printTable(
      ['Job', 'What it does', 'When', next, 'Last run', 'Outcome'],
      [...rows, ...minutely],
      ['Job', 'When', next, 'Last run']
    )
    if (!lastBeat) this.logger.warning('No scheduler has run yet: start "node ace scheduler:run"')
  }
}

const WORK: Record<TimetableJob, string> = {
  statistics: 'keeps the counts of yesterday',
  generation: 'plans reminders, sends what is due',
  overdue: 'plans overdue reminders, sends',
  sweep: 'sends what is due',
  cleanup: 'deletes what is old',
  health: 'logs the health report',
  balance: 'asks for units left, forecasts',
  digest: 'tells people what was given up',
}

/** The ticks of start/scheduler.ts without slots. */
const MINUTELY: readonly (readonly [name: string, work: string])[] = [
  ['heartbeat', 'says that the scheduler lives'],
  ['reaper', 'settles messages of lost workers'],
  ['webhooks', 'applies receipts and replies'],
  ['unconfirmed', 'marks messages without receipt'],
  ['audit', 'chains the audit log'],
  ['batches', 'goes on with work on many messages'],
  ['imports', 'goes on with uploaded files'],
  ['events', 'tells other programs'],
  ['alerts', 'tells people what health finds'],
  ['metrics', 'posts metrics to a collector'],
  ['schedules', 'fires schedules each second'],
]

function whenInWords(when: Cadence): string {
  return 'dailyAt' in when ? `daily ${when.dailyAt}` : `every ${when.everyMinutes} min`
}

function outcomeInWords({ outcome, error, tries }: NonNullable<ListedJob['lastRun']>): string {
  const again = tries > 1 ? ` (try ${tries})` : ''
  return `${outcome}${again}${error ? `: ${error}` : ''}`
}
