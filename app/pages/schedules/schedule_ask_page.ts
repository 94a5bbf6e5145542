import type { PlannedSchedule } from '#schedules/manage/planned_schedule'
import type { Occurrence } from '#schedules/manage/stored_occurrence'
import type { Reader } from '#app/pages/reader'
import { smsOf } from './schedule_job.js'
import type { ScheduleAction } from './schedule_page.js'
import { instantOf, jobOf, runsOf, stateOf } from './schedule_in_words.js'

/** The question before something is done to a schedule: what happens, and its two answers. */
export function scheduleAskPage(
  reader: Reader,
  action: ScheduleAction,
  { schedule, last }: { schedule: PlannedSchedule; last: Occurrence | undefined }
) {
  const { t } = reader
  const { id, name, version, nextRunAt } = schedule
  return {
    id,
    action,
    /** What the form expects the schedule still to be. */
    version,
    last: last?.id ?? '',
    small: name,
    title: t(`schedules.ask.${action}`),
    text: t(`schedules.ask.${action}_text`),
    chip: stateOf(reader, schedule),
    next: nextRunAt ? t('schedules.ask.next', { time: reader.moment(instantOf(nextRunAt)) }) : '',
    needsReason: action === 'pause' || action === 'delete',
    loss:
      action === 'delete'
        ? t('schedules.ask.loss', { count: schedule.runCount, runs: runsOf(reader, schedule) })
        : '',
    effect:
      action === 'run' ? { sms: smsOf(reader, schedule), job: jobOf(reader, schedule) } : null,
    yes: t(`schedules.ask.${action}_yes`),
    no: t(`schedules.ask.${action}_no`),
  }
}
