import type { Occurrence } from '#schedules/manage/stored_occurrence'
import type { Schedule } from '#schedules/manage/stored_schedule'
import type { Reader } from '#app/pages/reader'
import { instantOf, jobOf, outcomeOf, runsOf, stateOf, whenOf } from './schedule_in_words.js'

/** What the list may be narrowed to. */
export const SCHEDULE_TABS = ['all', 'on', 'off'] as const

export type ScheduleTab = (typeof SCHEDULE_TABS)[number]

export const tabOf = (given: unknown): ScheduleTab =>
  SCHEDULE_TABS.find((name) => name === given) ?? 'all'

/** Undefined for all. */
export const enabledIn = (tab: ScheduleTab) => (tab === 'all' ? undefined : tab === 'on')

interface SchedulesParts {
  schedules: Schedule[]
  /** The last run of each that has one, by its id. */
  latest: ReadonlyMap<number, Occurrence>
  tab: ScheduleTab
  /** The id after which the next page begins. */
  next: number | null
  isLater: boolean
  mayAct: boolean
}

/** Everything that the template of Schedules writes down. */
export function schedulesPage(reader: Reader, parts: SchedulesParts) {
  const { schedules, latest, tab, next, isLater, mayAct } = parts
  const { t } = reader
  const failed = schedules.filter(({ id }) => latest.get(id)?.status === 'dead_letter').length
  return {
    small: t('schedules.small'),
    title: schedules.length === 0 ? t('schedules.none') : t('schedules.title', { count: failed }),
    tabs: SCHEDULE_TABS.map((name) => ({
      word: t(`schedules.tabs.${name}`),
      href: addressOf(name),
      isHere: name === tab,
    })),
    rows: schedules.map((schedule) => rowOf(reader, schedule, latest.get(schedule.id))),
    empty: schedules.length > 0 ? null : emptiness(reader, tab !== 'all' || isLater),
    create: mayAct ? '/schedules/new' : null,
    csv: addressOf(tab, undefined, '/schedules.csv'),
    next: next === null ? null : addressOf(tab, next),
    first: isLater ? addressOf(tab) : null,
  }
}

function rowOf(reader: Reader, schedule: Schedule, last: Occurrence | undefined) {
  const { id, name, nextRunAt } = schedule
  return {
    href: `/schedules/${id}`,
    name,
    job: jobOf(reader, schedule),
    when: whenOf(reader, schedule),
    chip: stateOf(reader, schedule),
    last: last && {
      chip: outcomeOf(reader, last),
      when: reader.ago(instantOf(last.occurrenceAt)),
      at: last.occurrenceAt,
    },
    next: nextRunAt ? reader.moment(instantOf(nextRunAt)) : '–',
    runs: runsOf(reader, schedule),
  }
}

function emptiness({ t }: Reader, isNarrowed: boolean) {
  const kind = isNarrowed ? 'no_match' : 'nothing_yet'
  return {
    kind,
    title: t(`schedules.empty.${kind}.title`),
    text: t(`schedules.empty.${kind}.text`),
    href: isNarrowed ? '/schedules' : null,
    label: isNarrowed ? t('schedules.all') : null,
  }
}

function addressOf(tab: ScheduleTab, before?: number, path = '/schedules'): string {
  const query = new URLSearchParams({
    ...(tab !== 'all' && { tab }),
    ...(before !== undefined && { before: String(before) }),
  })
  return query.size > 0 ? `${path}?${query}` : path
}
