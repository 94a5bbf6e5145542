import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { followDatabaseClock } from '#storage/follow_database_clock'
import { isoOfSqlInstant, toSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'
import { dueSlot, nextSlot } from '#timetable/due_slots'
import { isUnderWay, mayBeginAgain, type RunOutcome, type SlotRun } from '#timetable/slot_run'
import { JOBS, timetableOf, type Cadence, type TimetableJob } from '#timetable/timetable'

/** Instants in ISO 8601. */
export interface ListedJob {
  job: TimetableJob
  when: Cadence
  /** Of its newest slot that was begun; null before the first. */
  lastRun: {
    slot: string
    startedAt: string
    finishedAt: string | null
    /** `running`: in progress. `lost`: its process ended without saying how. */
    outcome: RunOutcome | 'running' | 'lost'
    error: string | null
    tries: number
  } | null
  /** When it is due next: now, if its newest slot is still to be run. */
  nextRun: string
}

type LastRun = SlotRun & Pick<Rows['scheduler_runs'], 'started_at' | 'error'>

/** The jobs of the timetable with their last and next runs. */
@inject()
export class ListJobs {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig
  ) {}

  async run(): Promise<{ timezone: string; lastBeat: string | null; jobs: ListedJob[] }> {
    await followDatabaseClock(this.db.connection(), this.clock)
    const jobs: ListedJob[] = []
    for (const job of JOBS) jobs.push(await this.#list(job))
    return { timezone: this.config.timezone, lastBeat: await this.#lastBeat(), jobs }
  }

  async #list(job: TimetableJob): Promise<ListedJob> {
    const { when } = timetableOf(this.config)[job]
    const run = await this.#lastRun(job)
    return { job, when, lastRun: run ? this.#shown(run) : null, nextRun: this.#nextRun(when, run) }
  }

  #shown(run: LastRun): NonNullable<ListedJob['lastRun']> {
    const { slot, started_at: startedAt, finished_at: finishedAt, outcome, error, tries } = run
    const unfinished = isUnderWay(run, this.clock.sharedNow().toMillis()) ? 'running' : 'lost'
    return {
      slot: isoOfSqlInstant(slot),
      startedAt: isoOfSqlInstant(startedAt),
      finishedAt: finishedAt && isoOfSqlInstant(finishedAt),
      outcome: outcome ?? unfinished,
      error,
      tries,
    }
  }

  #nextRun(when: Cadence, run: LastRun | undefined): string {
    const now = this.clock.now()
    const { timezone, timetable } = this.config
    const due = dueSlot(when, now, { timezone, catchUpHours: timetable.catchUpHours })
    const isRun = due && run && run.slot >= toSqlInstant(due)
    const again = run && mayBeginAgain(run, this.#times())
    const next = due && (!isRun || again) ? now : nextSlot(when, now, timezone)
    return isoOfSqlInstant(toSqlInstant(next))
  }

  #times() {
    return { wall: this.clock.now(), sharedMs: this.clock.sharedNow().toMillis() }
  }

  async #lastRun(job: TimetableJob): Promise<LastRun | undefined> {
    const [run] = await query<LastRun>(
      this.db.connection(),
      `SELECT id, slot, claimed_by, lease_until, started_at, finished_at, outcome, tries, error
       FROM scheduler_runs WHERE job = :job ORDER BY slot DESC LIMIT 1`,
      { job }
    )
    return run
  }

  async #lastBeat(): Promise<string | null> {
    const [{ at }] = await query<{ at: string | null }>(
      this.db.connection(),
      `SELECT MAX(heartbeat_at) AS at FROM workers WHERE role = 'scheduler'`
    )
    return at && isoOfSqlInstant(at)
  }
}
