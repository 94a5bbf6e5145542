import type { ScheduleRequest } from '#schedules/manage/schedule_request'
import type { Schedule } from '#schedules/manage/stored_schedule'
import { isObject } from '#values/is_object'
import { formOf, UNITS, type ScheduleField, type ScheduleForm } from './schedule_form.js'
import { weeklyCron } from './weekly_cron.js'

/** What the form of a new schedule asks for; the parts of it check it. */
export function requestOf(form: ScheduleForm): ScheduleRequest {
  return {
    appName: form.job,
    payload: payloadOf(form),
    ...optionsOf(form),
    ...whenOf(form),
    ...boundsOf(form),
    timezone: form.zone,
  }
}

const WHEN: ScheduleField[] = ['kind', 'days', 'time', 'at', 'every', 'unit', 'cron']
const BOUNDS: ScheduleField[] = ['starts', 'ends']
const JOB: ScheduleField[] = ['message', 'command', 'args']

/**
 * What the form of a schedule changes. Fields that were left alone are not part of it: giving an
 * interval its own start again would be a change.
 */
export function changesOf(form: ScheduleForm, schedule: Schedule): ScheduleRequest {
  const before = formOf(schedule)
  const isOther = (fields: ScheduleField[]) =>
    fields.some((field) => String(form[field]) !== String(before[field]))
  const isOtherZone = isOther(['zone'])
  const isOtherJob = isOther(JOB) || form.number !== ''
  return {
    ...optionsOf(form),
    ...((isOther(WHEN) || isOtherZone) && whenOf(form)),
    ...((isOther(BOUNDS) || isOtherZone) && boundsOf(form)),
    ...(isOtherZone && { timezone: form.zone }),
    ...(isOtherJob && { payload: changedPayload(form, schedule) }),
  }
}

function optionsOf({ name, max, priority, missed, overlap }: ScheduleForm): ScheduleRequest {
  return {
    name: name || null,
    maxRuns: max === '' ? null : Number(max),
    priority,
    missedRuns: missed,
    overlap,
  }
}

function whenOf(form: ScheduleForm): ScheduleRequest {
  switch (form.kind) {
    case 'once':
      return { runAt: form.at }
    case 'interval':
      return { intervalMs: intervalOf(form) }
    case 'cron':
      return { cron: form.cron }
    default:
      return { cron: weeklyCron(form) }
  }
}

/** Digits alone: an empty field would be the number 0. */
function intervalOf({ every, unit }: ScheduleForm): number | string {
  const size = Object.hasOwn(UNITS, unit) ? UNITS[unit as keyof typeof UNITS] : Number.NaN
  return /^\d{1,9}$/.test(every) ? Number(every) * size : every
}

function boundsOf({ kind, starts, ends }: ScheduleForm): ScheduleRequest {
  return kind === 'once' ? {} : { startsAt: starts || null, endsAt: ends || null }
}

function payloadOf({ job, number, message, command, args, data }: ScheduleForm): unknown {
  if (job === 'sms') return { phoneNumber: number || null, message: message || null }
  if (job === 'command') return { command: command || null, args: linesOf(args) }
  return readJson(data)
}

/** What the form does not show stays. */
function changedPayload(form: ScheduleForm, { appName, payload }: Schedule): unknown {
  const before = isObject(payload) ? payload : {}
  const { phoneNumber, ...job } = payloadOf({ ...form, job: appName }) as Record<string, unknown>
  return { ...before, ...job, ...(form.number !== '' && { phoneNumber }) }
}

const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '')

/** A job refuses a text, and says what it expects. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
