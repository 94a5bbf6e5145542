import { inject } from '@adonisjs/core'
import type { DeleteScheduleRequest } from '#schedules/manage/delete_schedule'
import type { EditScheduleRequest } from '#schedules/manage/edit_schedule'
import type { OccurrenceFilter } from '#schedules/manage/list_occurrences'
import type { RunByHandRequest } from '#schedules/manage/run_by_hand'
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

  /** Turns requests for jobs into schedules, each with its own result. */
  createJobs(bodies: unknown[], author: Author) {
    return this.work.perform(
      () => import('#schedules/request/create_jobs').then(({ CreateJobs }) => CreateJobs),
      (create) => create.run(bodies, author)
    )
  }

  /** What became of a job, by its key. */
  findJob(key: string) {
    return this.work.perform(
      () => import('#schedules/request/find_job').then(({ FindJob }) => FindJob),
      (find) => find.run(key)
    )
  }

  /** The schedule that a request would create. */
  preview(request: ScheduleRequest) {
    return this.work.perform(
      () => import('#schedules/manage/preview_schedule').then((part) => part.PreviewSchedule),
      (preview) => preview.run(request)
    )
  }

  /** The schedule that a change would lead to. */
  previewEdit(request: EditScheduleRequest) {
    return this.work.perform(
      () => import('#schedules/manage/edit_schedule').then(({ EditSchedule }) => EditSchedule),
      (edit) => edit.preview(request)
    )
  }

  /** The jobs that can be scheduled, and the commands that one of them runs. */
  jobs() {
    return this.work.perform(
      () => import('#schedules/jobs/list_jobs').then(({ ListJobs }) => ListJobs),
      (jobs) => jobs.run()
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

  resume(request: Change & { version?: number }) {
    return this.work.perform(
      () => import('#schedules/manage/resume_schedule').then((module) => module.ResumeSchedule),
      (resume) => resume.run(request)
    )
  }

  delete(request: DeleteScheduleRequest) {
    return this.work.perform(
      () => import('#schedules/manage/delete_schedule').then((module) => module.DeleteSchedule),
      (remove) => remove.run(request)
    )
  }

  /** Runs a schedule once more now, in addition to its times. */
  runByHand(request: RunByHandRequest) {
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

  /** The schedule of an occurrence; null where there is no such occurrence. */
  ofOccurrence(occurrenceId: number) {
    return this.work.perform(
      () => import('#schedules/manage/find_schedule').then(({ FindSchedule }) => FindSchedule),
      (find) => find.ofOccurrence(occurrenceId)
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

  /** How schedules ran the last time, by id. */
  latestOccurrences(ids: number[]) {
    return this.work.perform(
      () => import('#schedules/manage/latest_occurrences').then((part) => part.LatestOccurrences),
      (latest) => latest.run(ids)
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
