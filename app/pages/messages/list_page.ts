import type { StateCounts } from '#desk/count_states'
import type { MessageList } from '#desk/list_messages'
import type { PersonOfMessage } from '#desk/people_of_messages'
import { MESSAGE_STATUSES } from '#messages/message_status'
import { REASONS } from '#messages/reasons'
import { familyOf } from '#app/pages/reason_families'
import { capital } from '#app/pages/capital'
import type { Reader } from '#app/pages/reader'
import { typeInWords } from '#app/pages/type_in_words'
import { addressOf, statusesOf, type FilterName, type MessageFilters } from './filters.js'
import { messageRow } from './rows.js'
import { countOfTab, tabsOf } from './tabs.js'

export interface Choice {
  value: string
  label: string
  isChosen: boolean
}

interface ListParts {
  filters: MessageFilters
  list: MessageList
  counts: StateCounts
  people: Map<number, PersonOfMessage>
  facilities: { code: string; name: string }[]
  languages: string[]
  mayAct: boolean
  /** The list does not begin with the newest message. */
  isLater: boolean
}

/** Everything that the template of Messages writes down. */
export function messagesPage(reader: Reader, parts: ListParts) {
  const { filters, list, counts, people } = parts
  const { values, tab } = filters
  const rows = list.messages.map((message) => messageRow(reader, message, people.get(message.id)))
  return {
    ...headline(reader, parts),
    tabs: tabsOf(reader, counts, tab),
    rows,
    empty: rows.length > 0 ? null : emptiness(reader, parts),
    values,
    tags: tagsOf(reader, parts),
    faults: filters.faults.map((name) => reader.t(`messages.filters.${name}`)),
    choices: choicesOf(reader, parts),
    hidden: Object.entries(values).map(([name, value]) => ({ name, value })),
    csv: addressOf('/messages.csv', values),
    next: list.next === null ? null : addressOf('/messages', values, { before: String(list.next) }),
    first: parts.isLater ? addressOf('/messages', values) : null,
    actions: parts.mayAct && rows.length > 0 ? actionsOf(reader, parts) : [],
    total: matchingInWords(reader, parts),
  }
}

/** The first page knows how many follow; others only that there are more. */
function matchingInWords(reader: Reader, { list, isLater }: ListParts): string {
  const { count, atLeast } = list.more
  const shown = list.messages.length
  if (isLater) return reader.t('messages.shown', { count: shown, shown: reader.number(shown) })
  if (list.next !== null && count === 0) return reader.t('messages.newest', { count: shown })
  return reader.t('messages.matching', {
    count: shown + count,
    total: reader.atLeast(shown + count, atLeast),
  })
}

function headline(reader: Reader, { filters, list, counts }: ListParts) {
  const { tab, values } = filters
  const small = reader.t('messages.small')
  const isPlain = Object.keys(values).every((name) => name === 'tab')
  if (tab && isPlain) {
    const { count, isMore } = countOfTab(counts, tab)
    const total = reader.atLeast(count, isMore)
    return { small, title: reader.t(`messages.titles.${tab}`, { count, total }) }
  }
  if (isPlain) return { small, title: reader.t('messages.titles.all') }
  const count = list.messages.length + list.more.count
  const total = reader.atLeast(
    count,
    list.more.atLeast || (list.next !== null && list.more.count === 0)
  )
  return { small, title: reader.t('messages.titles.filtered', { count, total }) }
}

/** Nothing yet, nothing that matches, or nothing wrong. */
function emptiness(reader: Reader, { filters, counts }: ListParts) {
  const { tab, values } = filters
  const isPlain = Object.keys(values).every((name) => name === 'tab')
  const isAnything = MESSAGE_STATUSES.some((status) => counts[status].count > 0)
  const kind = !isPlain ? 'no_match' : isAnything ? 'all_good' : 'nothing_yet'
  return {
    kind,
    title: reader.t(`messages.empty.${kind}.title`),
    text: reader.t(`messages.empty.${kind}.text`),
    href: kind === 'no_match' ? addressOf('/messages', tab ? { tab } : {}) : null,
    label: kind === 'no_match' ? reader.t('messages.clear') : null,
  }
}

/** The filters that apply, each with the address without it. */
function tagsOf(reader: Reader, { filters: { values }, facilities }: ListParts) {
  const shown: Partial<Record<FilterName, (value: string) => string>> = {
    status: (value) =>
      statusesOf(value)
        .map((status) => reader.t(`states.${status}.word`))
        .join(', '),
    type: (value) => capital(typeInWords(reader, value)),
    reason: (value) => capital(reader.t(`reasons.${familyOf(value)}.short`)),
    facility: (value) => facilities.find(({ code }) => code === value)?.name ?? value,
    from: (value) => reader.t('messages.tags.from', { day: dateOrText(reader, value) }),
    to: (value) => reader.t('messages.tags.to', { day: dateOrText(reader, value) }),
    q: (value) => reader.t('messages.tags.q', { text: value }),
    language: (value) => value,
    schedule: (value) => reader.t('messages.tags.schedule', { id: value }),
  }
  return Object.entries(values).flatMap(([name, value]) => {
    const words = shown[name as FilterName]
    return words
      ? { text: words(value), without: addressOf('/messages', values, { [name]: null }) }
      : []
  })
}

function dateOrText(reader: Reader, value: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(value) ? reader.date(value) : value
}

function choicesOf(reader: Reader, { filters: { values }, facilities, languages }: ListParts) {
  const choices = (name: FilterName, options: [value: string, label: string][]): Choice[] =>
    options.map(([value, label]) => ({ value, label, isChosen: values[name] === value }))
  const byLabel = (left: [string, string], right: [string, string]) =>
    left[1].localeCompare(right[1], reader.language)
  const types = [...reader.rules.map(({ type }) => type), 'custom']
  return {
    type: choices(
      'type',
      types.map((type) => [type, capital(typeInWords(reader, type))])
    ),
    status: choices(
      'status',
      MESSAGE_STATUSES.map((status) => [status, reader.t(`states.${status}.word`)])
    ),
    reason: choices(
      'reason',
      REASONS.map((reason): [string, string] => [reason, reasonChoice(reader, reason)]).sort(
        byLabel
      )
    ),
    facility: choices(
      'facility',
      facilities.map(({ code, name }): [string, string] => [code, name]).sort(byLabel)
    ),
    language: choices(
      'language',
      languages.map((language) => [language, language])
    ),
  }
}

/** Reasons of a family are told apart by their name. */
function reasonChoice(reader: Reader, reason: string): string {
  const family = familyOf(reason)
  const short = capital(reader.t(`reasons.${family}.short`))
  return family === reason ? short : `${short} (${reason})`
}

/** What can be done to the messages of each tab, the usual first. */
const ACTIONS: Record<string, readonly string[]> = {
  scheduled: ['reschedule', 'cancel'],
  due: ['reschedule', 'cancel'],
  failed: ['retry', 'reject'],
  attention: ['retry', 'reject', 'resolve'],
}

const OF_STATUS: Record<string, readonly string[]> = {
  pending: ['reschedule', 'cancel'],
  failed: ['retry', 'reject'],
  dead_letter: ['retry', 'reject'],
  undelivered: ['retry'],
  unknown: ['retry', 'reject', 'resolve'],
}

function actionsOf(reader: Reader, { filters: { tab, values } }: ListParts) {
  const names = values.status ? OF_STATUS[values.status] : tab ? ACTIONS[tab] : undefined
  return (names ?? []).map((name) => ({ name, label: reader.t(`messages.bulk.${name}`) }))
}
