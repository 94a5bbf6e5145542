import { DateTime } from 'luxon'
import type { Occurrence } from '#schedules/manage/stored_occurrence'
import type { Schedule } from '#schedules/manage/stored_schedule'
import { inWords } from '#schedules/in_words'
import type { Reader } from '#app/pages/reader'

/** A state as icon, word and colour. */
export interface StateChip {
  icon: string
  word: string
  look: string
}

const STATES = {
  on: ['play', ''],
  paused: ['pause', 'off'],
  finished: ['sent', 'off'],
  max_runs_reached: ['sent', 'off'],
  ended: ['sent', 'off'],
  faulty: ['failed', 'bad'],
  deleted: ['cancelled', 'off'],
} as const

const OUTCOMES: Record<Occurrence['status'], readonly [icon: string, look: string]> = {
  pending: ['pending', ''],
  running: ['sending', ''],
  done: ['sent', 'ok'],
  dead_letter: ['dead_letter', 'warn'],
  skipped: ['expired', 'off'],
  cancelled: ['cancelled', 'off'],
}

/** Whether it runs, and if not, why. */
export function stateOf(reader: Reader, { enabled, disabledReason }: Schedule): StateChip {
  const state = enabled ? 'on' : (disabledReason ?? 'paused')
  const [icon, look] = STATES[state]
  return { icon, word: reader.t(`schedules.states.${state}`), look }
}

export function outcomeOf(reader: Reader, { status }: Occurrence): StateChip {
  const [icon, look] = OUTCOMES[status]
  return { icon, word: reader.t(`schedules.outcomes.${status}`), look }
}

/** Why it came out like that; empty where the outcome says it all. */
export function whyOf({ t }: Reader, { reason, missed }: Occurrence): string {
  const why = reason ? t(`schedules.reasons.${reason}`, {}, t('schedules.reasons.other')) : ''
  const stands = missed > 0 ? t('schedules.stands_for', { count: missed }) : ''
  return [why, stands].filter(Boolean).join(', ')
}

/** `À 09:00, uniquement le lundi (Africa/Douala)` */
export function whenOf({ language }: Reader, schedule: Schedule): string {
  return inWords(schedule, language === 'en' ? 'en' : 'fr')
}

/** What it does. */
export function jobOf({ t }: Reader, { appName }: Schedule): string {
  return t(`schedules.jobs.${appName}`, {}, appName)
}

/** `3 sur 10` */
export function runsOf(reader: Reader, { runCount, maxRuns }: Schedule): string {
  const count = reader.number(runCount)
  return maxRuns === null
    ? count
    : reader.t('schedules.runs_of', { count, most: reader.number(maxRuns) })
}

/** An instant as schedules give it. */
export function instantOf(iso: string): DateTime {
  return DateTime.fromISO(iso, { zone: 'utc' })
}
