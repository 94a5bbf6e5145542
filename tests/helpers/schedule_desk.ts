import db from '@adonisjs/lucid/services/db'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { CreateSchedule } from '#schedules/manage/create_schedule'
import { CreateSchedules } from '#schedules/manage/create_schedules'
import { DeleteSchedule } from '#schedules/manage/delete_schedule'
import { EditSchedule } from '#schedules/manage/edit_schedule'
import { FindSchedule } from '#schedules/manage/find_schedule'
import { ListOccurrences } from '#schedules/manage/list_occurrences'
import { ListSchedules } from '#schedules/manage/list_schedules'
import { PauseSchedule } from '#schedules/manage/pause_schedule'
import { ResumeSchedule } from '#schedules/manage/resume_schedule'
import { RunByHand } from '#schedules/manage/run_by_hand'
import type { ScheduleRequest } from '#schedules/manage/schedule_request'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { note, ring } from '#tests/helpers/job_handlers'

/** Who does it in these tests. */
export const awa = { source: 'cli', actor: 'cli:awa' }

/** Where schedules are made in Douala, with the jobs `note` and `ring`, a clock of the test's own and real rows. */
export async function aScheduleDesk(parts: Pick<EngineOptions, 'db' | 'clock'> = {}) {
  const handlers = new JobHandlers([note, ring])
  const { clock, resolver } = await anEngine({ ...parts, timezone: 'Africa/Douala', handlers })
  const createOne = await resolver.make(CreateSchedule)
  return {
    clock,
    resolver,
    createMany: await resolver.make(CreateSchedules),
    edit: await resolver.make(EditSchedule),
    pause: await resolver.make(PauseSchedule),
    resume: await resolver.make(ResumeSchedule),
    delete: await resolver.make(DeleteSchedule),
    find: await resolver.make(FindSchedule),
    list: await resolver.make(ListSchedules),
    occurrences: await resolver.make(ListOccurrences),
    runByHand: await resolver.make(RunByHand),
    create: (request: ScheduleRequest) => createOne.run(request, awa),
  }
}

/** A usable request, every Monday at nine in Douala unless told otherwise. */
export function aRequest(values: ScheduleRequest = {}): ScheduleRequest {
  const when = 'runAt' in values || 'intervalMs' in values ? {} : { cron: '0 9 * * 1' }
  return { name: 'Weekly note', appName: 'note', payload: { text: 'hello' }, ...when, ...values }
}

/** A time at which the schedule ran, as an instant of the database. */
export async function anOccurrence(
  scheduleId: number,
  at: string,
  values: Record<string, unknown> = {}
): Promise<void> {
  await db.table('schedule_occurrences').insert({
    schedule_id: scheduleId,
    occurrence_at: at,
    status: 'done',
    app_name: 'note',
    payload: '{"text":"hello"}',
    priority: 2,
    fired_at: at,
    ...values,
  })
}

export async function storedSchedules() {
  return db.from('schedules').orderBy('id')
}
