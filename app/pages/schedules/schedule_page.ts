import type { Occurrence } from '#schedules/manage/stored_occurrence'
import type { PlannedSchedule } from '#schedules/manage/planned_schedule'
import type { Schedule } from '#schedules/manage/stored_schedule'
import type { Reader } from '#app/pages/reader'
import { smsOf } from './schedule_job.js'
import { instantOf, jobOf, outcomeOf, runsOf, stateOf, whenOf, whyOf } from './schedule_in_words.js'

/** What a person may do to a schedule. */
export const SCHEDULE_ACTIONS = ['run', 'edit', 'pause', 'resume', 'delete'] as const

export type ScheduleAction = (typeof SCHEDULE_ACTIONS)[number]

interface ScheduleParts {
  schedule: PlannedSchedule
  occurrences: Occurrence[]
  /** The occurrence before which the next page of the history begins. */
  next: number | null
  isLater: boolean
  /** The latest run, wherever in the history the page is. */
  last: Occurrence | undefined
  nameOf: (actor: string) => string
  mayAct: boolean
}

/** Everything that the template of one schedule writes down. */
export function schedulePage(reader: Reader, parts: ScheduleParts) {
  const { schedule, occurrences, next, isLater, last, mayAct } = parts
  const { t } = reader
  const href = `/schedules/${schedule.id}`
  return {
    small: schedule.name,
    title: verdictOf(reader, schedule, last),
    chip: stateOf(reader, schedule),
    why: whyOff(reader, parts),
    facts: factsOf(reader, schedule, last),
    coming: schedule.nextRuns.map((run) => ({ when: reader.moment(instantOf(run)), at: run })),
    sms: smsOf(reader, schedule),
    actions: actionsOf(reader, schedule, mayAct),
    history: occurrences.map((occurrence) => ({
      when: reader.moment(instantOf(occurrence.occurrenceAt)),
      at: occurrence.occurrenceAt,
      chip: outcomeOf(reader, occurrence),
      why: whyOf(reader, occurrence),
      tries: reader.number(occurrence.attempts),
      error: occurrence.error,
      message: messageOf(occurrence),
    })),
    messages: `/messages?schedule=${schedule.id}`,
    next: next === null ? null : `${href}?before=${next}#history`,
    first: isLater ? `${href}#history` : null,
    empty: t('schedules.never'),
  }
}

function verdictOf(reader: Reader, schedule: PlannedSchedule, last: Occurrence | undefined) {
  const { t } = reader
  const { enabled, nextRunAt, disabledReason } = schedule
  if (!enabled) return t(`schedules.verdicts.${disabledReason ?? 'paused'}`)
  if (last?.status === 'dead_letter') return t('schedules.verdicts.failed')
  if (nextRunAt === null) return t('schedules.verdicts.finished')
  return t('schedules.verdicts.on', { time: reader.moment(instantOf(nextRunAt)) })
}

/** Who stopped it, when and why; null while it runs. */
function whyOff(reader: Reader, { schedule, nameOf }: ScheduleParts): string | null {
  const { disabledAt, disabledBy, disabledDetail, disabledReason } = schedule
  if (schedule.enabled || disabledAt === null) return null
  const { t } = reader
  const time = reader.moment(instantOf(disabledAt))
  return [
    disabledBy === null
      ? t('schedules.stopped_at', { time })
      : t('schedules.stopped_by', { time, name: nameOf(disabledBy) }),
    disabledDetail && disabledReason !== 'faulty' && t('schedules.quote', { text: disabledDetail }),
  ]
    .filter(Boolean)
    .join(' ')
}

function factsOf(reader: Reader, schedule: PlannedSchedule, last: Occurrence | undefined) {
  const { t } = reader
  const ranAt = last && reader.moment(instantOf(last.occurrenceAt))
  return [
    { label: t('schedules.facts.when'), value: whenOf(reader, schedule) },
    { label: t('schedules.facts.job'), value: jobOf(reader, schedule) },
    { label: t('schedules.facts.zone'), value: schedule.timezone },
    {
      label: t('schedules.facts.last'),
      value: last ? `${ranAt}, ${outcomeOf(reader, last).word}` : t('schedules.never'),
    },
    { label: t('schedules.facts.runs'), value: runsOf(reader, schedule) },
    ...(schedule.endsAt
      ? [{ label: t('schedules.facts.until'), value: reader.moment(instantOf(schedule.endsAt)) }]
      : []),
    { label: t('schedules.facts.missed'), value: t(`schedules.missed.${schedule.missedRuns}`) },
  ]
}

/** What can be done, and why not the rest. */
function actionsOf({ t }: Reader, schedule: Schedule, mayAct: boolean) {
  const { id, enabled, disabledReason } = schedule
  const isGone = disabledReason === 'deleted'
  const isOver = !enabled && disabledReason !== 'paused' && disabledReason !== 'faulty'
  const whyNot: Record<ScheduleAction, string | null> = {
    run: isGone ? 'deleted' : null,
    edit: isGone ? 'deleted' : null,
    delete: isGone ? 'deleted' : null,
    pause: null,
    resume: isOver ? (disabledReason ?? 'finished') : null,
  }
  const isOffered = { pause: enabled, resume: !enabled, run: true, edit: true, delete: true }
  return SCHEDULE_ACTIONS.filter((name) => isOffered[name]).map((name) => {
    const why = mayAct ? whyNot[name] : 'role'
    return {
      name,
      label: t(`schedules.actions.${name}`),
      href: `/schedules/${id}/${name}`,
      why: why && t(`schedules.why.${why}`),
      isMain: name === 'resume',
    }
  })
}

/** The message that a run made. */
function messageOf({ result }: Occurrence): string | null {
  const id = (result as { messageId?: unknown } | null)?.messageId
  return typeof id === 'number' ? `/messages/${id}` : null
}
