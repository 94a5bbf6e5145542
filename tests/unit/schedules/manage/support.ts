import app from '@adonisjs/core/services/app'
import { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import AuditEvent from '#models/audit_event'
import { Clock, FrozenClock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import type { EffectHandler, TransactionalHandler } from '#schedules/jobs/job_handler'
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

/** Tuesday, ten in the morning in Douala. */
export const NOW = '2026-03-10T09:00:00Z'

export const awa = { source: 'cli', actor: 'cli:awa' }

/** A job that wants a `text`, and is done in the transaction that fires it. */
export const note: TransactionalHandler<{ text: string }> = {
  kind: 'transactional',
  name: 'note',
  description: 'Notes a text',
  check(payload: any) {
    if (typeof payload?.text === 'string') return { usable: true, payload: { text: payload.text } }
    return { usable: false, faults: [{ field: 'jobData.text', message: 'give a text' }] }
  },
  async write(_, jobs) {
    return new Map(jobs.map(({ occurrenceId }) => [occurrenceId, { noted: true }]))
  },
}

/** One that has an effect outside the database. */
export const ring: EffectHandler = {
  kind: 'effect',
  name: 'ring',
  description: 'Rings a bell',
  check: (payload) => ({ usable: true, payload: payload ?? {} }),
  async run() {
    return { outcome: 'done' }
  },
}

/** Where schedules are made in Douala, with the two jobs above, a clock of the test's own and real rows. */
export async function aDesk(parts: { db?: Database; clock?: FrozenClock } = {}) {
  const clock = parts.clock ?? new FrozenClock(NOW)
  const settings = app.config.get<SmsSchedulerConfig>('sms_scheduler')
  const resolver = app.container.createResolver()
  resolver.bindValue(Database, parts.db ?? (await app.container.make(Database)))
  resolver.bindValue(Clock, clock)
  resolver.bindValue(JobHandlers, new JobHandlers([note, ring]))
  resolver.bindValue(
    SmsSchedulerConfig,
    new SmsSchedulerConfig({ ...settings, timezone: 'Africa/Douala' })
  )
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

export async function auditTrail() {
  const events = await AuditEvent.query().orderBy('id')
  return events.map(({ actor, action, subject, detail }) => ({
    actor,
    action,
    subject,
    detail: JSON.parse(detail ?? 'null'),
  }))
}
