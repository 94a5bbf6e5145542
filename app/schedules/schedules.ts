import { inject } from '@adonisjs/core'
import type { DateTime } from 'luxon'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { Priority } from '#messages/priority'
import { isZone } from '#schedules/manage/check_timezone'
import { CreateSchedule } from '#schedules/manage/create_schedule'
import type { Schedule } from '#schedules/manage/stored_schedule'
import { nextRuns } from '#schedules/next_runs'
import { ProcessDue, type ProcessedSummary } from '#schedules/process_due'
import type { Timing } from '#schedules/timing'
import { validateCron, type CronVerdict } from '#schedules/validate_cron'

/** An instant: an object, ISO 8601 with an offset, or `2026-03-10 15:30:00` in the zone of the schedule. */
export type InstantLike = DateTime | Date | string

/** When a job runs, and how. Missing options have the defaults of the API. */
export type ScheduleOptions = SharedOptions &
  (
    | { kind: 'once'; runAt: InstantLike }
    | (Repeated & { kind: 'cron'; cron: string })
    /** At least 1,000; counted from `startsAt`, or from now. */
    | (Repeated & { kind: 'interval'; intervalMs: number })
  )

interface SharedOptions {
  /** For people; default the name of the job. */
  name?: string
  /** IANA name; default APP_TIMEZONE. */
  timezone?: string
  priority?: Priority
  missedRuns?: Schedule['missedRuns']
  overlap?: Schedule['overlap']
  /** At most 200 characters. Calls that repeat it do not create a second schedule. */
  idempotencyKey?: string
  /** The actor in the audit log; default `application`. */
  actor?: string
}

interface Repeated {
  maxRuns?: number
  startsAt?: InstantLike
  endsAt?: InstantLike
}

/** The schedules API for applications; see docs/schedules.md. */
@inject()
export class Schedules {
  constructor(
    private readonly createSchedule: CreateSchedule,
    private readonly due: ProcessDue,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /**
   * Schedules a job; a message is the job `sms`. Returns the schedule, with `existing` set if its
   * idempotency key was used before. @throws InvalidSchedule with everything that is wrong with it
   */
  async schedule(job: string, payload: unknown, options: ScheduleOptions) {
    const { actor = 'application', ...rest } = options
    const author = { source: 'application', actor }
    return this.createSchedule.run({ ...rest, appName: job, payload }, author)
  }

  /**
   * Fires what is due and runs its jobs, as `scheduler:run` does each second: at most
   * SCHEDULER_BATCH_SIZE schedules, or fewer. Resolves when that is done, or when the signal is
   * aborted and running jobs have ended.
   */
  processDue(limit?: number, signal = new AbortController().signal): Promise<ProcessedSummary> {
    return this.due.run({ limit, signal })
  }

  /** The next time it runs, after now; null if it no longer does. @throws InvalidCron */
  nextRun(timing: Timing): DateTime<true> | null {
    return this.nextRuns(timing, 1)[0] ?? null
  }

  /** The next `count` times; fewer if there are no more. @throws InvalidCron */
  nextRuns(timing: Timing, count: number): DateTime<true>[] {
    return nextRuns(timing, this.clock.now(), count)
  }

  /**
   * Whether an expression is valid: its next three times and its meaning in words, or what is wrong
   * with it.
   */
  validateCron(expression: string, timezone = this.config.timezone): CronVerdict {
    if (!isZone(timezone))
      return {
        valid: false,
        problem: `"${timezone}" is not an IANA time zone such as "Africa/Douala"`,
      }
    return validateCron(expression, timezone, this.clock.now())
  }
}
