import { inject } from '@adonisjs/core'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { Clock } from '#app/clock'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import {
  CHANGED_MEANWHILE,
  ChangeSchedule,
  type ChangeResult,
  type Decision,
} from '#schedules/manage/change_schedule'
import { checkJob } from '#schedules/manage/check_job'
import { checkOptions } from '#schedules/manage/check_options'
import { findUnknownFields } from '#schedules/manage/check_schedule'
import { checkTiming } from '#schedules/manage/check_timing'
import { droppedRun } from '#schedules/manage/dropped_run'
import { InvalidSchedule } from '#schedules/manage/invalid_schedule'
import { lastRunOf } from '#schedules/manage/last_occurrence'
import { mergeRequest } from '#schedules/manage/merge_request'
import { plannedSchedule, type PlannedSchedule } from '#schedules/manage/planned_schedule'
import {
  TIMING_FIELDS,
  type ScheduleFault,
  type ScheduleRequest,
} from '#schedules/manage/schedule_request'
import type { StoredSchedule } from '#schedules/manage/stored_schedule'
import type { ScheduleColumns } from '#schedules/manage/update_schedule'

export interface EditScheduleRequest {
  id: number
  /** The version that was read: of two concurrent edits, the second fails. */
  version: number
  /** The fields to change; null removes a value. */
  changes: ScheduleRequest
  /** `cli:name`, `user:id`, `token:id`. */
  actor: string
  /** Why, for the audit log. */
  reason?: string
}

/** What a change would lead to; `planned` is null if it would be refused. */
export type EditPreview = ChangeResult & { planned: PlannedSchedule | null }

/**
 * Changes what a schedule does and when. With new times it continues from now and never repeats a
 * time at which it has run; earlier occurrences stay unchanged. A disabled schedule stays disabled
 * until it is resumed.
 */
@inject()
export class EditSchedule {
  constructor(
    private readonly schedules: ChangeSchedule,
    private readonly clock: Clock,
    private readonly config: SmsSchedulerConfig,
    private readonly handlers: JobHandlers
  ) {}

  /** @throws InvalidSchedule with everything that is wrong with the changes */
  async run({ id, actor, reason, ...request }: EditScheduleRequest): Promise<ChangeResult> {
    return this.schedules.run(id, actor, async (row, trx, now) => {
      const set = await this.#changes(row, request, trx)
      return 'set' in set ? decide(row, set.set, { now, reason }) : set.refused
    })
  }

  /** The schedule as it would be, by the same rules. Changes nothing. @throws InvalidSchedule */
  async preview({ id, actor, ...request }: EditScheduleRequest): Promise<EditPreview> {
    let planned: PlannedSchedule | null = null
    const result = await this.schedules.run(id, actor, async (row, trx) => {
      const set = await this.#changes(row, request, trx)
      if (!('set' in set)) return set.refused
      planned = plannedSchedule({ ...row, ...set.set }, this.clock.now())
      return 'unchanged'
    })
    return { ...result, planned }
  }

  async #changes(
    row: StoredSchedule,
    { version, changes }: Pick<EditScheduleRequest, 'version' | 'changes'>,
    trx: TransactionClientContract
  ): Promise<{ set: ScheduleColumns } | { refused: Decision }> {
    if (row.disabled_reason === 'deleted') return { refused: 'not_found' }
    if (row.version !== version) return { refused: CHANGED_MEANWHILE }
    return { set: changedOnly(row, await this.#check(row, withoutUndefined(changes), trx)) }
  }

  async #check(
    row: StoredSchedule,
    changes: ScheduleRequest,
    trx: TransactionClientContract
  ): Promise<ScheduleColumns> {
    const faults: ScheduleFault[] = []
    findUnknownFields(changes, faults)
    findFixedFields(changes, faults)
    const request = mergeRequest(row, changes)
    const options = checkOptions(request, faults)
    const job = 'payload' in changes ? checkJob(request, this.handlers, faults) : undefined
    const timing = TIMING_FIELDS.some((field) => field in changes)
      ? await this.#checkTiming(row, request, trx, faults)
      : undefined
    findTooFewRuns(row, options.max_runs, faults)
    if (faults.length > 0) throw new InvalidSchedule(faults)
    return {
      name: options.name ?? row.app_name,
      priority: options.priority,
      max_runs: options.max_runs,
      missed_runs: options.missed_runs,
      overlap: options.overlap,
      ...(job && { payload: job.payload }),
      ...timing,
    }
  }

  /** Giving the same times again is not a change: a due run stays due. */
  async #checkTiming(
    row: StoredSchedule,
    request: ScheduleRequest,
    trx: TransactionClientContract,
    faults: ScheduleFault[]
  ): Promise<ScheduleColumns> {
    /** The local time of a run in another zone says nothing about this one. */
    const isSameZone = (request.timezone ?? this.config.timezone) === row.timezone
    const inSameZone = isSameZone ? row : { ...row, last_run_local: null }
    const circumstances = {
      now: this.clock.now(),
      timezone: this.config.timezone,
      ...(await lastRunOf(trx, inSameZone)),
    }
    const checked = checkTiming(request, circumstances, faults)
    if (!checked) return {}
    const { next_run_at: nextRunAt, next_run_local: local, zone_data: data, ...timing } = checked
    const columns = { ...timing, last_run_local: inSameZone.last_run_local }
    const isRetimed = Object.keys(changedOnly(row, columns)).length > 0
    return row.enabled && isRetimed
      ? { ...columns, next_run_at: nextRunAt, next_run_local: local, zone_data: data }
      : columns
  }
}

function withoutUndefined(changes: ScheduleRequest): ScheduleRequest {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}

function findFixedFields(changes: ScheduleRequest, faults: ScheduleFault[]): void {
  for (const field of ['appName', 'idempotencyKey'] as const) {
    if (field in changes)
      faults.push({ field, message: 'cannot be changed: create another schedule' })
  }
}

/** It would come to its end by this change: that is what pausing or deleting is for. */
function findTooFewRuns(row: StoredSchedule, most: number | null, faults: ScheduleFault[]) {
  if (!row.enabled || most === null || row.run_count < most) return
  faults.push({
    field: 'maxRuns',
    message: `it has run ${row.run_count} times: give a higher number, or delete it`,
  })
}

function changedOnly(row: StoredSchedule, columns: ScheduleColumns): ScheduleColumns {
  const changed = Object.entries(columns).filter(
    ([column, value]) => row[column as keyof StoredSchedule] !== value
  )
  return Object.fromEntries(changed)
}

/** The audit log names the columns, not their values; local forms go with their instants. */
function decide(
  row: StoredSchedule,
  set: ScheduleColumns,
  { now, reason }: { now: string; reason?: string }
): Decision {
  if (Object.keys(set).length === 0) return 'unchanged'
  const columns = Object.keys(set).filter((column) => !/^zone_data$|_local$/.test(column))
  const dropped = 'next_run_at' in set ? droppedRun(row, now) : undefined
  return { set, action: 'schedule_edited', detail: { reason, columns, dropped } }
}
