import type { CountryCode } from 'libphonenumber-js'
import { InvalidDeskRequest } from '#desk/invalid_desk_request'
import { checkSelection, type MessageSelection } from '#desk/message_selection'
import { MESSAGE_STATUSES, type MessageStatus } from '#messages/message_status'
import { toSqlInstant } from '#storage/instants'
import { readPhoneNumber } from '#values/phone_number'
import type { Reader } from '#app/pages/reader'
import { isTab, TABS, type TabName } from './tabs.js'

/** What a list can be narrowed by, as the URL names it. */
const FIELDS = [
  'tab',
  'q',
  'status',
  'type',
  'reason',
  'facility',
  'language',
  'schedule',
  'from',
  'to',
] as const

export type FilterName = (typeof FIELDS)[number]
export type FilterValues = Partial<Record<FilterName, string>>

/** Characters of the longest value. */
const LONGEST_VALUE = 120

/** A date in a form is a date of the programme's zone. */
const PERIOD = ['from', 'to'] as const

export interface MessageFilters {
  /** The values that can be used. */
  values: FilterValues
  /** Those that cannot, and therefore are not applied. */
  faults: FilterName[]
  selection: MessageSelection
  tab: TabName | null
}

/** Reads the query of a URL: what cannot be understood is named, and does not narrow the list. */
export function readFilters(
  query: Record<string, unknown>,
  { reader, country }: { reader: Reader; country: CountryCode }
): MessageFilters {
  const values: FilterValues = {}
  const faults: FilterName[] = []
  for (const name of FIELDS) {
    const given = query[name]
    if (given === undefined || given === '') continue
    const value = typeof given === 'string' && given.length <= LONGEST_VALUE ? given.trim() : ''
    if (value === '') faults.push(name)
    else if (!isUsable(name, value, reader.zone)) faults.push(name)
    else values[name] = value
  }
  const tab = values.tab && isTab(values.tab) ? values.tab : null
  return { values, faults, selection: selectionOf(values, tab, { reader, country }), tab }
}

function isUsable(name: FilterName, value: string, timezone: string): boolean {
  if (name === 'tab') return isTab(value)
  if (name === 'status') return statusesOf(value).length === value.split(',').length
  const field = name === 'q' ? 'search' : name
  try {
    checkSelection({ [field]: value }, { allowed: MESSAGE_STATUSES, timezone })
    return true
  } catch (error) {
    if (error instanceof InvalidDeskRequest) return false
    throw error
  }
}

function selectionOf(
  { q, tab: _, status, ...fields }: FilterValues,
  tab: TabName | null,
  { reader, country }: { reader: Reader; country: CountryCode }
): MessageSelection {
  const number = q === undefined ? undefined : readPhoneNumber(q, country)
  const statuses = status ? statusesOf(status) : tab ? TABS[tab] : undefined
  const selection: MessageSelection = {
    ...fields,
    ...(statuses && { statuses }),
    ...(q !== undefined && { search: q }),
    ...(number?.ok && { searchNumber: number.number }),
  }
  if (tab === 'due' && !PERIOD.some((name) => fields[name]))
    return { ...selection, to: `${toSqlInstant(reader.now).replace(' ', 'T')}Z` }
  return selection
}

/** `sent,delivered` */
export function statusesOf(value: string): MessageStatus[] {
  const names = value.split(',')
  return MESSAGE_STATUSES.filter((status) => names.includes(status))
}

/** The address of a list with these filters, one of them without or with another value. */
export function addressOf(
  path: string,
  values: FilterValues,
  changes: Record<string, string | null> = {}
): string {
  const query = new URLSearchParams(values as Record<string, string>)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) query.delete(name)
    else query.set(name, value)
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}
