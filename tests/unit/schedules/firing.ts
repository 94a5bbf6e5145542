import { FrozenClock } from '#app/clock'
import type { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import type { SmsSchedulerSettings } from '#app/sms_scheduler_settings'
import { FireDueSchedules } from '#schedules/fire/fire_due_schedules'
import type {
  EffectHandler,
  JobHandler,
  JobOutcome,
  TransactionalHandler,
} from '#schedules/jobs/job_handler'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { ProcessDue } from '#schedules/process_due'
import { RequeueOccurrences } from '#schedules/run/requeue_occurrences'
import { RunOccurrences } from '#schedules/run/run_occurrences'
import { query, rowsOf } from '#storage/sql'
import { anEngine, TEST_NOW } from '#tests/helpers/sweeps'

/**
 * Keeps what it is given in `sms_messages`, one row a job; refuses `{ "bad": true }`, cannot read `{ "unreadable": true }`,
 * and breaks on `{ "breaks": true }`, or with the code or the words that stand there.
 */
export class KeepingHandler implements TransactionalHandler<any> {
  readonly name = 'keep'
  readonly kind = 'transactional'
  readonly description = 'For tests'

  check(payload: any) {
    if (payload?.unreadable) throw new Error('it is unreadable')
    return payload?.bad
      ? { usable: false as const, faults: [{ field: 'bad', message: 'must not be' }] }
      : { usable: true as const, payload }
  }

  async write(
    ...[trx, jobs]: Parameters<TransactionalHandler['write']>
  ): Promise<Map<number, Record<string, unknown>>> {
    const broken = jobs.find(({ payload }) => payload.breaks)
    if (broken) throw breakage(broken.payload.breaks)
    await query(
      trx,
      `INSERT INTO sms_messages (message_type, status, phone_number, priority, scheduled_at, dedupe_key, source, created_at, updated_at)
       SELECT 'kept', 'cancelled', NULL, 2, r.at, r.dedupe, 'test', r.at, r.at
       FROM ${rowsOf(trx, 'r', { at: 'instant', dedupe: 'text' })} WHERE TRUE`,
      {
        rows: JSON.stringify(
          jobs.map(({ scheduleId, occurrenceAt }) => ({
            at: '2026-03-10 09:00:00',
            dedupe: `${scheduleId}:${occurrenceAt.toUnixInteger()}`,
          }))
        ),
      }
    )
    return new Map(jobs.map(({ occurrenceId }) => [occurrenceId, { kept: true }]))
  }
}

function breakage(how: unknown): Error {
  if (typeof how !== 'string') return new Error('it breaks')
  return how.includes(' ') ? new Error(how) : Object.assign(new Error('it breaks'), { code: how })
}

/** Answers as told and remembers who asked. */
export class TellingHandler implements EffectHandler<any> {
  readonly name = 'tell'
  readonly kind = 'effect'
  readonly description = 'For tests'
  readonly ran: { occurrenceId: number; attempt: number }[] = []
  answer: (attempt: number, signal: AbortSignal) => Promise<JobOutcome> = async () => ({
    outcome: 'done',
  })

  check(payload: any) {
    return payload?.bad
      ? { usable: false as const, faults: [{ field: 'bad', message: 'must not be' }] }
      : { usable: true as const, payload }
  }

  async run(...[job, signal]: Parameters<EffectHandler['run']>): Promise<JobOutcome> {
    this.ran.push({ occurrenceId: job.occurrenceId, attempt: job.attempt })
    return this.answer(job.attempt, signal)
  }
}

interface Parts {
  clock?: FrozenClock
  db?: Database
  schedules?: Partial<SmsSchedulerSettings['schedules']>
  retry?: Partial<SmsSchedulerSettings['retry']>
  handlers?: JobHandler[]
}

/** A process that fires schedules and runs jobs, on a clock of the test's own. */
export async function aFiringProcess(parts: Parts = {}) {
  const clock = parts.clock ?? new FrozenClock(TEST_NOW)
  const tell = new TellingHandler()
  const engine = await anEngine({ ...parts, clock })
  const handlers = new JobHandlers(parts.handlers ?? [new KeepingHandler(), tell])
  engine.resolver.bindValue(JobHandlers, handlers)
  const fire = await engine.resolver.make(FireDueSchedules)
  const { RunJob } = await import('#schedules/run/run_job')
  const { Heartbeat } = await import('#timetable/heartbeat')
  const { SmsSchedulerConfig } = await import('#app/sms_scheduler_config')
  const { Database: Databases } = await import('@adonisjs/lucid/database')
  const jobs = new RunOccurrences(
    await engine.resolver.make(Databases),
    clock,
    await engine.resolver.make(SmsSchedulerConfig),
    handlers,
    await engine.resolver.make(RunJob),
    await engine.resolver.make(Heartbeat)
  )
  const ending = new AbortController()
  engine.resolver.bindValue(RunOccurrences, jobs)
  const due = await engine.resolver.make(ProcessDue)
  return {
    clock,
    tell,
    fire: (limit?: number) => fire.run({ limit }),
    processDue: (limit?: number) => due.run({ limit, signal: ending.signal }),
    runJobs: () => jobs.run(ending.signal),
    end: () => ending.abort(),
    requeue: await engine.resolver.make(RequeueOccurrences),
  }
}

export const occurrences = () =>
  db.from('schedule_occurrences').orderBy('occurrence_at').orderBy('id')
export const scheduleOf = (id: number) => db.from('schedules').where('id', id).firstOrFail()
