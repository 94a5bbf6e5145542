import type { MessageText } from './message_text.js'

export interface Child {
  firstName: string | null
  lastName: string | null
  /** In the order of the reminders; no vaccine twice. */
  vaccines: string[]
  doses: string[]
}

/** What one SMS says about one date and place. */
export interface Visit {
  type: string
  dueOn: string | null
  /** They share the facility. */
  reminders: [MessageText, ...MessageText[]]
}

/**
 * The reminders of one SMS by date, place and type, and in these by child: siblings of one name are
 * two children. Children are in the order of their ids, visits in that of their dates, so that a
 * retry reads like the first try.
 */
export function groupVisits(reminders: MessageText[]): Visit[] {
  if (reminders.length === 1) return [visitOf([reminders[0]])]
  const ordered = reminders
    .map((reminder, place) => ({ reminder, place }))
    .sort((a, b) => compare(a.reminder, b.reminder) || a.place - b.place)
    .map(({ reminder }) => reminder)
  return groupBy(ordered, visitKey).map(visitOf)
}

function visitOf(reminders: [MessageText, ...MessageText[]]): Visit {
  const [{ message_type: type, due_on: dueOn }] = reminders
  return { type, dueOn, reminders }
}

/** The children of one or several visits, each once. */
export function childrenOf(reminders: MessageText[]): Child[] {
  const ordered = [...reminders].sort((a, b) => (a.patient_id ?? 0) - (b.patient_id ?? 0))
  return groupBy(ordered, childKey).map((group) => ({
    firstName: oneLine(group[0].first_name),
    lastName: oneLine(group[0].last_name),
    vaccines: distinct(group.map(({ vaccine }) => vaccine)),
    doses: distinct(group.map(({ dose }) => dose)),
  }))
}

function compare(a: MessageText, b: MessageText): number {
  const [one, other] = [a.due_on ?? '', b.due_on ?? '']
  if (one !== other) return one < other ? -1 : 1
  return (a.patient_id ?? 0) - (b.patient_id ?? 0)
}

function visitKey({ message_type: type, due_on: dueOn, ...place }: MessageText): unknown[] {
  return [type, dueOn, place.facility_name, place.facility_short_name, place.facility_at_phrase]
}

/** A reminder that is about no patient is told from others by its name. */
function childKey({ patient_id: id, first_name: first, last_name: last }: MessageText): unknown[] {
  return id === null ? [null, first, last] : [id]
}

function groupBy<T>(items: T[], keyOf: (item: T) => unknown[]): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const item of items) {
    const key = JSON.stringify(keyOf(item))
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return [...groups.values()]
}

function distinct(values: (string | null)[]): string[] {
  return [...new Set(values.flatMap((value) => oneLine(value) ?? []))]
}

/** Null for a value that is empty: no text is sent with a gap. */
export function oneLine(value: string | null): string | null {
  return value?.trim().replace(/\s+/g, ' ') || null
}
