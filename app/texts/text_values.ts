import { dateForPeople, dayForPeople } from './date_for_people.js'
import { childrenOf, oneLine, type Child, type Visit } from './group_visits.js'
import { baseOf } from '#values/language_tag'
import { wordsOf, type LanguageWords } from './language_words.js'
import type { MessageText } from './message_text.js'
import { inPlainLetters } from './plain_letters.js'

/** What a template may name; a value that is missing is not there at all. */
export type TextValues = Partial<Record<Placeholder, string | number>>

export const COUNTS = ['child_count', 'vaccine_count', 'visit_count'] as const
export const PLACEHOLDERS = [
  'first_name',
  'of_first_name',
  'last_name',
  'vaccine',
  'dose',
  'due_date',
  'day',
  'facility',
  'at_facility',
  'programme',
  'stop',
  'type',
  ...COUNTS,
] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]

/** How the values are written: each step makes a text shorter, or its letters cheaper. */
export interface Wording {
  /** ’ becomes ', a no-break space a blank, août aout. */
  plainSigns: boolean
  plainLetters: boolean
  shortFacility: boolean
  /** Optional parts left out, from the last. */
  optionalDropped: number
  /** `first`: the first name, and how many more. */
  children: 'all' | 'first'
  /** `union`: without saying whose; `first`: the first vaccine, and how many more. */
  vaccines: 'by_child' | 'union' | 'first'
}

export interface ValueSettings {
  namesVaccine: boolean
  programme: string | null
  stopReply: string | null
}

/** The values of visits together: a date or a place only if it is the same for all. */
export function valuesOf(
  visits: Visit[],
  language: string,
  wording: Wording,
  settings: ValueSettings
): TextValues {
  const words = wordsOf(language)
  const children = childrenOf(visits.flatMap(({ reminders }) => reminders))
  const firstNames = children.flatMap(({ firstName }) => firstName ?? [])
  const names =
    wording.children === 'first' && firstNames.length > 1
      ? words.shorten(firstNames, 'children')
      : firstNames
  const dueOn = same(visits.map((visit) => visit.dueOn))
  const vaccines = settings.namesVaccine ? unionOf(children, 'vaccines') : []
  const doses = settings.namesVaccine ? unionOf(children, 'doses') : []
  const lastNames = [...new Set(children.flatMap(({ lastName }) => lastName ?? []))]
  const texts = {
    first_name: names.length > 0 ? words.list(names) : null,
    of_first_name: names.length > 0 && words.of ? words.of(names) : null,
    last_name: lastNames.length > 0 ? words.list(lastNames) : null,
    vaccine: vaccines.length > 0 ? sayVaccines(children, vaccines, words, wording) : null,
    dose: doses.length > 0 ? words.list(doses) : null,
    ...facilityOf(visits, language, wording),
    programme: settings.programme,
    stop: settings.stopReply,
  }
  /** Without a prototype: `{toString}` names nothing. */
  const values: TextValues = Object.assign(Object.create(null), {
    type: same(visits.map(({ type }) => type)) ?? 'mixed',
    child_count: children.length,
    vaccine_count: vaccines.length,
    visit_count: visits.length,
  })
  if (dueOn) {
    const write = wording.plainSigns ? inPlainLetters : (text: string) => text
    values.due_date = write(dateForPeople(dueOn, language))
    values.day = write(dayForPeople(dueOn, language))
  }
  for (const [name, text] of Object.entries(texts)) {
    if (text) values[name as Placeholder] = wording.plainLetters ? inPlainLetters(text) : text
  }
  return values
}

/** `Penta et VPO`; if children differ `Penta et VPO (Awa), RR (Issa)`. */
function sayVaccines(
  children: Child[],
  union: string[],
  words: LanguageWords,
  { vaccines }: Wording
): string {
  if (vaccines === 'first' && union.length > 1) return words.list(words.shorten(union, 'vaccines'))
  const sets = Map.groupBy(
    children.filter((child) => child.vaccines.length > 0),
    (child) => JSON.stringify([...child.vaccines].sort())
  )
  if (vaccines !== 'by_child' || sets.size <= 1) return words.list(union)
  const said = [...sets.values()].map((group) => {
    const names = group.flatMap(({ firstName }) => firstName ?? [])
    return `${words.list(group[0].vaccines)} (${words.list(names)})`
  })
  return said.join(', ')
}

function facilityOf(visits: Visit[], language: string, { shortFacility }: Wording) {
  const places = visits.map(({ reminders: [place] }) => sayPlace(place, language, shortFacility))
  return {
    facility: same(places.map(({ facility }) => facility)),
    at_facility: same(places.map(({ at }) => at)),
  }
}

/** A facility's own phrase counts in its own language; other languages have their rules. */
function sayPlace(place: MessageText, language: string, isShort: boolean) {
  const name = oneLine(place.facility_name)
  const short = isShort ? oneLine(place.facility_short_name) : null
  const facility = short ?? name
  const isOwn = baseOf(place.facility_language ?? language) === baseOf(language)
  const own = isOwn ? oneLine(place.facility_at_phrase) : null
  const byRule = facility && (wordsOf(language).at?.(facility) ?? null)
  if (!short) return { facility, at: own ?? byRule }
  return { facility, at: own && (!byRule || own.length <= byRule.length) ? own : byRule }
}

function unionOf(children: Child[], key: 'vaccines' | 'doses'): string[] {
  return [...new Set(children.flatMap((child) => child[key]))]
}

function same<T>(values: T[]): T | null {
  return values.every((value) => value === values[0]) ? values[0] : null
}
