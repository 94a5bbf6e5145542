import { inject } from '@adonisjs/core'
import type { EditScheduleRequest } from '#schedules/manage/edit_schedule'
import type { OccurrenceFilter } from '#schedules/manage/list_occurrences'
import type { ScheduleFilter } from '#schedules/manage/list_schedules'
import type { PauseScheduleRequest } from '#schedules/manage/pause_schedule'
import type { Author, ScheduleRequest } from '#schedules/manage/schedule_request'
import type { RequeueOccurrencesRequest } from '#schedules/run/requeue_occurrences'
import { RunningWork } from '#services/running_work'

interface Change {
  id: number
  actor: string
}

/** Actions of people and programs on schedules. `FiringService` runs them. */
@inject()
export class ScheduleService {
  constructor(private readonly work: RunningWork) {}

  create(request: ScheduleRequest, author: Author) {
    return this.work.perform(
      () => import('#schedules/manage/create_schedule').then((module) => module.CreateSchedule),
      (create) => create.run(request, author)
    )
  }

  /** Creates many at once, each with its own result: for bulk sources. */
  createMany(requests: ScheduleRequest[], author: Author) {
    return this.work.perform(
      () => import('#schedules/manage/create_schedules').then((module) => module.CreateSchedules),
      (create) => create.run(requests, author)
    )
  }

  edit(request: EditScheduleRequest) {
    return this.work.perform(
      () => import('#schedules/manage/edit_schedule').then(({ EditSchedule }) => EditSchedule),
      (edit) => edit.run(request)
    )
  }

  pause(request: PauseScheduleRequest) {
    return this.work.perform(
      () => import('#schedules/manage/pause_schedule').then(({ PauseSchedule }) => PauseSchedule),
      (pause) => pause.run(request)
    )
  }

  resume(request: Change) {
    return this.work.perform(
      () => import('#schedules/manage/resume_schedule').then((module) => module.ResumeSchedule),
      (resume) => resume.run(request)
    )
  }

  delete(request: Change) {
    return this.work.perform(
      () => import('#schedules/manage/delete_schedule').then((module) => module.DeleteSchedule),
      (remove) => remove.run(request)
    )
  }

  /** Runs a schedule once more now, in addition to its times. */
  runByHand(request: Change) {
    return this.work.perform(
      () => import('#schedules/manage/run_by_hand').then(({ RunByHand }) => RunByHand),
      (run) => run.run(request)
    )
  }

  find(id: number) {
    return this.work.perform(
      () => import('#schedules/manage/find_schedule').then(({ FindSchedule }) => FindSchedule),
      (find) => find.run(id)
    )
  }

  list(filter: ScheduleFilter) {
    return this.work.perform(
      () => import('#schedules/manage/list_schedules').then(({ ListSchedules }) => ListSchedules),
      (list) => list.run(filter)
    )
  }

  /** The history of one schedule. */
  occurrences(filter: OccurrenceFilter) {
    return this.work.perform(
      () => import('#schedules/manage/list_occurrences').then((module) => module.ListOccurrences),
      (list) => list.run(filter)
    )
  }

  /** Retries dead letters of jobs. */
  requeueOccurrences(request: RequeueOccurrencesRequest) {
    return this.work.perform(
      () => import('#schedules/run/requeue_occurrences').then((part) => part.RequeueOccurrences),
      (requeue) => requeue.run(request)
    )
  }
}
