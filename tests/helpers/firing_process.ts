import db from '@adonisjs/lucid/services/db'
import { FireDueSchedules } from '#schedules/fire/fire_due_schedules'
import type { JobHandler } from '#schedules/jobs/job_handler'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { ProcessDue } from '#schedules/process_due'
import { RequeueOccurrences } from '#schedules/run/requeue_occurrences'
import { RunOccurrences } from '#schedules/run/run_occurrences'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { KeepingHandler, TellingHandler } from '#tests/helpers/job_handlers'

interface Parts extends Omit<EngineOptions, 'handlers'> {
  /** What schedules can do here, instead of `keep` and `tell`. */
  handlers?: JobHandler[]
}

/** A process that fires schedules and runs jobs, on a clock of the test's own. */
export async function aFiringProcess({ handlers, ...parts }: Parts = {}) {
  const tell = new TellingHandler()
  const { clock, resolver } = await anEngine({
    ...parts,
    handlers: new JobHandlers(handlers ?? [new KeepingHandler(), tell]),
  })
  const fire = await resolver.make(FireDueSchedules)
  const due = await resolver.make(ProcessDue)
  const jobs = await resolver.make(RunOccurrences)
  const ending = new AbortController()
  return {
    clock,
    tell,
    fire: (limit?: number) => fire.run({ limit }),
    processDue: (limit?: number) => due.run({ limit, signal: ending.signal }),
    runJobs: () => jobs.run(ending.signal),
    end: () => ending.abort(),
    requeue: await resolver.make(RequeueOccurrences),
  }
}

export const occurrences = () =>
  db.from('schedule_occurrences').orderBy('occurrence_at').orderBy('id')
export const scheduleOf = (id: number) => db.from('schedules').where('id', id).firstOrFail()
