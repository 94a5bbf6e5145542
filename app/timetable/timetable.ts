import type { SmsSchedulerSettings, TimeOfDay } from '#settings/sms_scheduler_config'

/** The jobs of the timetable, in the order in which an external cron runs them. */
export const JOBS = [
  'statistics',
  'generation',
  'overdue',
  'sweep',
  'cleanup',
  'health',
  'balance',
  'digest',
] as const

/** A value of `scheduler_runs.job`. */
export type TimetableJob = (typeof JOBS)[number]

/** A local time of every day in the zone of the timetable, or a stretch of time counted from the epoch. */
export type Cadence = { dailyAt: TimeOfDay } | { everyMinutes: number }

export interface TimetableEntry {
  job: TimetableJob
  when: Cadence
  /** Minutes after a slot by which a run of it should have ended well; only then is its absence remarkable. */
  expectedWithinMinutes: number
}

const DAILY_JOB_MINUTES = 60
/** Allowance for a scheduler that restarts or ticks late. */
const SLACK_MINUTES = 10

/** What is due when; config/sms_scheduler.ts has the times. */
export function timetableOf(
  config: Pick<SmsSchedulerSettings, 'timetable' | 'processing' | 'monitoring' | 'balance'>
): Record<TimetableJob, TimetableEntry> {
  const { timetable, processing, monitoring } = config
  return {
    statistics: daily('statistics', timetable.statisticsAt),
    generation: daily('generation', timetable.generationAt),
    overdue: daily('overdue', timetable.overdueAt),
    sweep: every('sweep', processing.intervalMinutes, processing.maxSweepSeconds / 60),
    cleanup: daily('cleanup', timetable.cleanupAt),
    health: every('health', monitoring.healthCheckIntervalMinutes, 0),
    balance: every('balance', config.balance.pollMinutes, 0),
    digest: daily('digest', timetable.digestAt),
  }
}

function daily(job: TimetableJob, dailyAt: TimeOfDay): TimetableEntry {
  return { job, when: { dailyAt }, expectedWithinMinutes: DAILY_JOB_MINUTES }
}

/** While a run is in progress, further slots of its job are skipped. */
function every(job: TimetableJob, everyMinutes: number, takesMinutes: number): TimetableEntry {
  return {
    job,
    when: { everyMinutes },
    expectedWithinMinutes: everyMinutes + Math.ceil(takesMinutes) + SLACK_MINUTES,
  }
}
