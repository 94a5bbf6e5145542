import { inject } from '@adonisjs/core'
import app from '@adonisjs/core/services/app'
import type { EditScheduleRequest } from '#schedules/manage/edit_schedule'
import type { OccurrenceFilter } from '#schedules/manage/list_occurrences'
import type { ScheduleFilter } from '#schedules/manage/list_schedules'
import type { PauseScheduleRequest } from '#schedules/manage/pause_schedule'
import type { RequeueOccurrencesRequest } from '#schedules/run/requeue_occurrences'
import type { Author, ScheduleRequest } from '#schedules/manage/schedule_request'
import { RunningWork } from '#services/running_work'

/** What commands and endpoints do to schedules; like `SmsSchedulerService` it holds no logic of its own. */
@inject()
export class ScheduleService {
  constructor(private readonly work: RunningWork) {}

  create(request: ScheduleRequest, author: Author) {
    return this.work.run(async () => {
      const { CreateSchedule } = await import('#schedules/manage/create_schedule')
      const create = await app.container.make(CreateSchedule)
      return create.run(request, author)
    })
  }

  /** Many at once, each with its own answer: for intakes. */
  createMany(requests: ScheduleRequest[], author: Author) {
    return this.work.run(async () => {
      const { CreateSchedules } = await import('#schedules/manage/create_schedules')
      const create = await app.container.make(CreateSchedules)
      return create.run(requests, author)
    })
  }

  edit(request: EditScheduleRequest) {
    return this.work.run(async () => {
      const { EditSchedule } = await import('#schedules/manage/edit_schedule')
      const edit = await app.container.make(EditSchedule)
      return edit.run(request)
    })
  }

  pause(request: PauseScheduleRequest) {
    return this.work.run(async () => {
      const { PauseSchedule } = await import('#schedules/manage/pause_schedule')
      const pause = await app.container.make(PauseSchedule)
      return pause.run(request)
    })
  }

  resume(request: { id: number; actor: string }) {
    return this.work.run(async () => {
      const { ResumeSchedule } = await import('#schedules/manage/resume_schedule')
      const resume = await app.container.make(ResumeSchedule)
      return resume.run(request)
    })
  }

  delete(request: { id: number; actor: string }) {
    return this.work.run(async () => {
      const { DeleteSchedule } = await import('#schedules/manage/delete_schedule')
      const remove = await app.container.make(DeleteSchedule)
      return remove.run(request)
    })
  }

  /** Once more, now, beside its times. */
  runByHand(request: { id: number; actor: string }) {
    return this.work.run(async () => {
      const { RunByHand } = await import('#schedules/manage/run_by_hand')
      const run = await app.container.make(RunByHand)
      return run.run(request)
    })
  }

  find(id: number) {
    return this.work.run(async () => {
      const { FindSchedule } = await import('#schedules/manage/find_schedule')
      const find = await app.container.make(FindSchedule)
      return find.run(id)
    })
  }

  list(filter: ScheduleFilter) {
    return this.work.run(async () => {
      const { ListSchedules } = await import('#schedules/manage/list_schedules')
      const list = await app.container.make(ListSchedules)
      return list.run(filter)
    })
  }

  /** The history of one schedule. */
  occurrences(filter: OccurrenceFilter) {
    return this.work.run(async () => {
      const { ListOccurrences } = await import('#schedules/manage/list_occurrences')
      const list = await app.container.make(ListOccurrences)
      return list.run(filter)
    })
  }

  /**
   * Fires what is due just after each second, and begins what it asks for, until the process is told to end. Where
   * that goes on in this process already it answers at once.
   */
  keepFiring() {
    return this.work.once('firing', async (signal) => {
      const { KeepFiring } = await import('#services/keep_firing')
      const keep = await app.container.make(KeepFiring)
      await keep.during(
        () => this.fireSchedules(),
        async () => {
          const { done, retried, deadLettered } = await this.runJobs()
          return done + retried + deadLettered
        },
        signal
      )
    })
  }

  /** Fires what is due; calls that come together share the work. */
  fireSchedules(options: { limit?: number } = {}) {
    return this.work.together('schedules', async (signal) => {
      const { FireDueSchedules } = await import('#schedules/fire/fire_due_schedules')
      const fire = await app.container.make(FireDueSchedules)
      return fire.run({ ...options, signal })
    })
  }

  /** Does the work of fired schedules, as much as there is room for in this process, and answers when that is done. */
  runJobs() {
    return this.work.run(async (signal) => {
      const { RunOccurrences } = await import('#schedules/run/run_occurrences')
      const jobs = await app.container.make(RunOccurrences)
      return jobs.run(signal)
    })
  }

  /** One call for all that is due: fires it, and does the work. */
  processDue(options: { limit?: number } = {}) {
    return this.work.run(async (signal) => {
      const { ProcessDue } = await import('#schedules/process_due')
      const process = await app.container.make(ProcessDue)
      return process.run({ ...options, signal })
    })
  }

  /** Has dead letters of jobs done again. */
  requeueOccurrences(request: RequeueOccurrencesRequest) {
    return this.work.run(async () => {
      const { RequeueOccurrences } = await import('#schedules/run/requeue_occurrences')
      const requeue = await app.container.make(RequeueOccurrences)
      return requeue.run(request)
    })
  }
}
