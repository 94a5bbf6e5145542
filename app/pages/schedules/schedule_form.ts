import { DateTime } from 'luxon'
import type { Schedule } from '#schedules/manage/stored_schedule'
import { isObject } from '#values/is_object'
import { readWeeklyCron } from './weekly_cron.js'

/** How a form says when a schedule runs; `weekly` is stored as a cron expression. */
export const FORM_KINDS = ['weekly', 'once', 'interval', 'cron'] as const

/** Milliseconds of the units of an interval, longest first. */
export const UNITS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000 }

/** The fields of the form, as they are typed. */
export interface ScheduleForm {
  name: string
  job: string
  number: string
  message: string
  command: string
  args: string
  data: string
  kind: string
  days: string[]
  time: string
  at: string
  every: string
  unit: string
  cron: string
  zone: string
  starts: string
  ends: string
  max: string
  priority: string
  missed: string
  overlap: string
}

export type ScheduleField = keyof ScheduleForm

export function emptyForm(zone: string): ScheduleForm {
  return {
    ...{ name: '', job: 'sms', number: '', message: '', command: '', args: '', data: '' },
    ...{ kind: 'weekly', days: [], time: '', at: '', every: '', unit: 'hours', cron: '' },
    ...{ zone, starts: '', ends: '', max: '' },
    ...{ priority: 'normal', missed: 'once', overlap: 'allow' },
  }
}

/** Characters of the longest value. */
const LONGEST = 10_000

/** What was sent; a field that was not is as in an empty form. */
export function readForm(body: Record<string, unknown>, zone: string): ScheduleForm {
  const form = emptyForm(zone)
  const entries = Object.entries(form).map(([field, usual]) => [
    field,
    Array.isArray(usual) ? textsOf(body[field]) : textOf(body[field], usual),
  ])
  return Object.fromEntries(entries) as ScheduleForm
}

function textOf(given: unknown, usual: string): string {
  return typeof given === 'string' ? given.slice(0, LONGEST).replaceAll('\r\n', '\n').trim() : usual
}

function textsOf(given: unknown): string[] {
  return [given].flat().filter((one): one is string => typeof one === 'string')
}

/** A schedule as its form begins; without the number, which is given only to change it. */
export function formOf(schedule: Schedule): ScheduleForm {
  const { name, appName, payload, priority, timezone: zone, maxRuns } = schedule
  const job = isObject(payload) ? (payload as Record<string, unknown>) : {}
  const local = (instant: string | null) => instant && localOf(instant, zone)
  return {
    ...emptyForm(zone),
    ...timesOf(schedule),
    name,
    job: appName,
    message: appName === 'sms' ? String(job.message ?? '') : '',
    command: appName === 'command' ? String(job.command ?? '') : '',
    args: appName === 'command' && Array.isArray(job.args) ? job.args.join('\n') : '',
    at: local(schedule.runAt) ?? '',
    starts: local(schedule.startsAt) ?? '',
    ends: local(schedule.endsAt) ?? '',
    max: maxRuns === null ? '' : String(maxRuns),
    priority,
    missed: schedule.missedRuns,
    overlap: schedule.overlap,
  }
}

function timesOf({ kind, cron, intervalMs }: Schedule): Partial<ScheduleForm> {
  if (kind === 'interval') {
    const [unit, ms] = Object.entries(UNITS).find(([, size]) => intervalMs! % size === 0) ?? [
      'seconds',
      UNITS.seconds,
    ]
    return { kind, every: String(intervalMs! / ms), unit }
  }
  if (kind === 'once') return { kind }
  const weekly = readWeeklyCron(cron!)
  return { kind: weekly ? 'weekly' : 'cron', cron: cron!, ...weekly }
}

/** `2026-03-10T09:00`, with seconds where there are any. */
function localOf(instant: string, zone: string): string {
  const local = DateTime.fromISO(instant, { zone })
  return local.toFormat(local.second === 0 ? "yyyy-MM-dd'T'HH:mm" : "yyyy-MM-dd'T'HH:mm:ss")
}
