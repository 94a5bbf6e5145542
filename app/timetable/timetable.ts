import type { SmsSchedulerSettings, TimeOfDay } from '#app/sms_scheduler_config'

/** The jobs of the timetable, in the order in which an external cron runs them. */
export const JOBS = [
  'statistics',
  'generation',
  'overdue',
  'sweep',
  'cleanup',
  'health',
  'balance',
] as const

/** As `scheduler_runs.job` has it. */
export type Job = (typeof JOBS)[number]

/** A local time of every day in the zone of the timetable, or a stretch of time counted from the epoch. */
export type When = { dailyAt: TimeOfDay } | { everyMinutes: number }

export interface TimetableEntry {
  job: Job
  when: When
  /** Minutes after a slot by which a run of it should have ended well; only then is its absence remarkable. */
  expectedWithinMinutes: number
}

const DAILY_JOB_MINUTES = 60
/** Room for a scheduler that is restarted, or ticks late. */
const SLACK_MINUTES = 10

/** What is due when; config/sms_scheduler.ts has the times. */
export function timetableOf(
  config: Pick<SmsSchedulerSettings, 'timetable' | 'processing' | 'monitoring' | 'balance'>
): Record<Job, TimetableEntry> {
  const { timetable, processing, monitoring } = config
  return {
    statistics: daily('statistics', timetable.statisticsAt),
    generation: daily('generation', timetable.generationAt),
    overdue: daily('overdue', timetable.overdueAt),
    sweep: every('sweep', processing.intervalMinutes, processing.maxSweepSeconds / 60),
    cleanup: daily('cleanup', timetable.cleanupAt),
    health: every('health', monitoring.healthCheckIntervalMinutes, 0),
    balance: every('balance', config.balance.pollMinutes, 0),
  }
}

function daily(job: Job, dailyAt: TimeOfDay): TimetableEntry {
  return { job, when: { dailyAt }, expectedWithinMinutes: DAILY_JOB_MINUTES }
}

/** While a run goes on, further slots of its job pass unused. */
function every(job: Job, everyMinutes: number, takesMinutes: number): TimetableEntry {
  return {
    job,
    when: { everyMinutes },
    expectedWithinMinutes: everyMinutes + Math.ceil(takesMinutes) + SLACK_MINUTES,
  }
}
