import { inject } from '@adonisjs/core'
import type { DateTime } from 'luxon'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import type { Priority } from '#models/priority'
import { isZone } from '#schedules/manage/check_timezone'
import { CreateSchedule } from '#schedules/manage/create_schedule'
import type { Schedule } from '#schedules/manage/stored_schedule'
import { nextRuns } from '#schedules/next_runs'
import { ProcessDue, type ProcessedSummary } from '#schedules/process_due'
import type { Timing } from '#schedules/timing'
import { validateCron, type CronVerdict } from '#schedules/validate_cron'

/** An instant: an object, ISO 8601 with an offset, or `2026-03-10 15:30:00` in the zone of the schedule. */
export type InstantLike = DateTime | Date | string

/** When a job is done, and how. What is left out has the default of the API. */
export type ScheduleOptions = SharedOptions &
  (
    | { kind: 'once'; runAt: InstantLike }
    | (Repeated & { kind: 'cron'; cron: string })
    /** At least 1,000; counted from `startsAt`, or from now. */
    | (Repeated & { kind: 'interval'; intervalMs: number })
  )

interface SharedOptions {
  /** For people; the name of the job where it is left out. */
  name?: string
  /** IANA name; APP_TIMEZONE where it is left out. */
  timezone?: string
  priority?: Priority
  missedRuns?: Schedule['missedRuns']
  overlap?: Schedule['overlap']
  /** At most 200 characters: a repeated call with it makes no second schedule. */
  idempotencyKey?: string
  /** Who asks, for the audit; `application` where it is left out. */
  actor?: string
}

interface Repeated {
  maxRuns?: number
  startsAt?: InstantLike
  endsAt?: InstantLike
}

/** What an application does with schedules: docs/schedules.md shows it at work. */
@inject()
export class Schedules {
  constructor(
    private readonly createSchedule: CreateSchedule,
    private readonly due: ProcessDue,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  /**
   * Has a job done at its times; a message is the job `sms`. Answers the schedule, `existing` where its
   * idempotency key was used before. @throws InvalidSchedule with all that is wrong with it
   */
  async schedule(job: string, payload: unknown, options: ScheduleOptions) {
    const { actor = 'application', ...rest } = options
    const author = { source: 'application', actor }
    return this.createSchedule.run({ ...rest, appName: job, payload }, author)
  }

  /**
   * Fires what is due and does its work, as `scheduler:run` does each second; SCHEDULER_BATCH_SIZE schedules at most,
   * or fewer. Answers when that is done, or when the signal is aborted and what was begun has ended.
   */
  processDue(limit?: number, signal = new AbortController().signal): Promise<ProcessedSummary> {
    return this.due.run({ limit, signal })
  }

  /** The next time it runs, after now; null where it does not any more. @throws InvalidCron */
  nextRun(timing: Timing): DateTime<true> | null {
    return this.nextRuns(timing, 1)[0] ?? null
  }

  /** The next so many times; fewer where there are no more. @throws InvalidCron */
  nextRuns(timing: Timing, count: number): DateTime<true>[] {
    return nextRuns(timing, this.clock.now(), count)
  }

  /** Whether an expression can be used: its next three times and its meaning in words, or what is wrong with it. */
  validateCron(expression: string, timezone = this.config.timezone): CronVerdict {
    if (!isZone(timezone))
      return { valid: false, problem: `"${timezone}" is no IANA time zone such as "Africa/Douala"` }
    return validateCron(expression, timezone, this.clock.now())
  }
}
