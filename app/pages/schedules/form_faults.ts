import type { ScheduleFault } from '#schedules/manage/schedule_request'
import type { Reader } from '#app/pages/reader'
import type { ScheduleField, ScheduleForm } from './schedule_form.js'

/** What is wrong with a field, in the reader's words, and in those of the check for the engineer. */
export interface FieldFault {
  text: string
  detail: string | null
}

export type FormFaults = Partial<Record<ScheduleField, FieldFault>>

/** The field of the form for what the check found; `when`: the field that says when. */
const FIELD_OF: Record<string, ScheduleField | 'when'> = {
  'kind': 'when',
  'cron': 'when',
  'runAt': 'when',
  'intervalMs': 'when',
  'payload.phoneNumber': 'number',
  'payload.message': 'message',
  'payload.command': 'command',
  'payload.args': 'args',
  'timezone': 'zone',
  'startsAt': 'starts',
  'endsAt': 'ends',
  'maxRuns': 'max',
  'missedRuns': 'missed',
  'appName': 'job',
}

const WHEN_OF: Record<string, ScheduleField> = { once: 'at', interval: 'every', cron: 'cron' }

/** Fields of engineers, who can use what the check says. */
const WITH_DETAIL: ScheduleField[] = ['cron', 'data', 'command', 'args']

/** The first fault of each field. */
export function formFaults({ t }: Reader, faults: ScheduleFault[], form: ScheduleForm): FormFaults {
  const found: FormFaults = {}
  for (const { field: name, message } of faults) {
    const field = fieldOf(name, form)
    found[field] ??= {
      text: t(`schedules.faults.${field}`, {}, t('schedules.faults.data')),
      detail: WITH_DETAIL.includes(field) ? message : null,
    }
  }
  return found
}

function fieldOf(name: string, form: ScheduleForm): ScheduleField {
  if (name.startsWith('payload') && form.job !== 'sms' && form.job !== 'command') return 'data'
  const field = FIELD_OF[name] ?? (name in form ? (name as ScheduleField) : 'data')
  return field === 'when' ? (WHEN_OF[form.kind] ?? 'days') : field
}
