import type { Schedule } from '#schedules/manage/stored_schedule'
import type { PlannedSchedule } from '#schedules/manage/planned_schedule'
import type { Reader } from '#app/pages/reader'
import type { FormFaults } from './form_faults.js'
import { instantOf, jobOf, whenOf } from './schedule_in_words.js'
import { smsOf } from './schedule_job.js'
import { FORM_KINDS, UNITS, type ScheduleForm } from './schedule_form.js'
import { WEEKDAYS } from './weekly_cron.js'

interface FormParts {
  form: ScheduleForm
  /** The schedule that is changed; null for a new one. */
  schedule: Schedule | null
  /** Which version is changed; or the key of a new one, which is made once however often it is sent. */
  expected: { version: number } | { key: string }
  jobs: { names: string[]; commands: string[] }
  faults: FormFaults
}

/** A Monday, to write the names of days from. */
const MONDAY = '2024-01-01'

/** Everything that the form of a schedule writes down. */
export function scheduleFormPage(reader: Reader, parts: FormParts) {
  const { form, schedule, expected, jobs, faults } = parts
  const { t } = reader
  const [first] = Object.values(faults)
  const isMore = Object.keys(faults).some((field) => MORE.has(field))
  return {
    ...addressesOf(schedule),
    small: schedule?.name ?? t('schedules.small'),
    title: t(schedule ? 'schedules.form.edit' : 'schedules.form.new'),
    form,
    expected,
    faults,
    alert: first?.text,
    kinds: FORM_KINDS.map((value) => ({
      value,
      label: t(`schedules.kinds.${value}`),
      isChosen: value === form.kind,
    })),
    days: WEEKDAYS.map((value, index) => ({
      value,
      label: reader.weekdayName(dayAfter(MONDAY, index)),
      isChosen: form.days.includes(value),
    })),
    units: Object.keys(UNITS).map((unit) => [unit, t(`schedules.units.${unit}`)]),
    jobs: (schedule ? [] : jobs.names).map((value) => ({
      value,
      look: value === 'sms' || value === 'command' ? `for-${value}` : 'for-other',
      label: t(`schedules.jobs.${value}`, {}, value),
      isChosen: value === form.job,
    })),
    job: schedule && jobOf(reader, schedule),
    numberHint: schedule
      ? t('schedules.form.number_now', { number: smsOf(reader, schedule)?.to ?? '–' })
      : t('schedules.form.number_hint'),
    commands: jobs.commands.map((command) => [command, command]),
    priorities: optionsOf(reader, 'priorities', ['high', 'normal', 'low']),
    missed: optionsOf(reader, 'missed', ['once', 'skip']),
    overlaps: optionsOf(reader, 'overlaps', ['allow', 'skip']),
    isMore,
  }
}

/** Fields that stand folded away. */
const MORE = new Set(['zone', 'starts', 'ends', 'max', 'priority', 'missed', 'overlap'])

function optionsOf({ t }: Reader, group: string, values: string[]) {
  return values.map((value) => [value, t(`schedules.${group}.${value}`)])
}

function dayAfter(date: string, days: number): string {
  return date.replace(/\d\d$/, (day) => String(Number(day) + days).padStart(2, '0'))
}

interface PreviewParts extends Pick<FormParts, 'form' | 'schedule' | 'expected'> {
  planned: PlannedSchedule
  isReasonMissing: boolean
}

/** Everything that the page before a schedule is saved writes down. */
export function schedulePreviewPage(reader: Reader, parts: PreviewParts) {
  const { form, schedule, expected, planned, isReasonMissing } = parts
  const { t } = reader
  const change = schedule ? 'edit' : 'new'
  return {
    ...addressesOf(schedule),
    small: planned.name,
    title: t('schedules.preview.title', { when: whenOf(reader, planned) }),
    text: t(`schedules.preview.${change}`),
    coming: planned.nextRuns.map((run) => ({
      at: run,
      when: reader.moment(instantOf(run), planned.timezone),
    })),
    comingTitle: t('schedules.preview.coming', { zone: planned.timezone }),
    none: t(planned.enabled ? 'schedules.none_coming' : 'schedules.preview.stays_off'),
    isAtOnce: planned.nextRuns.some((run) => instantOf(run) <= reader.now),
    sms: smsOf(reader, planned),
    job: jobOf(reader, planned),
    fields: Object.entries(form).flatMap(([name, value]) =>
      [value].flat().map((one) => ({ name: Array.isArray(value) ? `${name}[]` : name, value: one }))
    ),
    expected,
    fault: isReasonMissing ? t('schedules.faults.reason') : null,
    yes: t(`schedules.preview.${change}_yes`),
  }
}

function addressesOf(schedule: Schedule | null) {
  return {
    isNew: schedule === null,
    action: schedule ? `/schedules/${schedule.id}/edit` : '/schedules',
    back: schedule ? `/schedules/${schedule.id}` : '/schedules',
  }
}
