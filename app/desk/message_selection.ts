import { InvalidDeskRequest } from './invalid_desk_request.js'
import { A_MOMENT, readMoment } from '#messages/read_moment'
import { REASONS } from '#messages/reasons'
import { nearest } from '#values/nearest'
import { tidyValue } from '#values/tidy_value'
import { MESSAGE_STATUSES, type MessageStatus } from '#messages/message_status'

/** The messages that a person means; all conditions apply together. */
export interface MessageSelection {
  /** Numbers, or digits as given on a command line or in a URL. */
  ids?: readonly (number | string)[]
  statuses?: readonly string[]
  type?: string
  /** As in docs/reasons.md. */
  reason?: string
  /** The code of a facility: messages about its patients. */
  facility?: string
  /** The reference of a patient: messages about the patient. */
  patient?: string
  /** The number that the message goes to, in E.164. */
  phoneNumber?: string
  language?: string
  /** Where it came from, such as `api` or `schedule`. */
  source?: string
  /** The operator's id of the message, or of an earlier attempt. */
  providerMessageId?: string
  /** Exactly a patient's reference or an operator's id; with `searchNumber` also a number. */
  search?: string
  /** The number that `search` can be read as, in E.164. */
  searchNumber?: string
  /** The id of a schedule that created the message. */
  schedule?: number | string
  /**
   * When it is due, if it is pending; when it failed, if it is failed or a dead letter; or else when
   * it last moved. `YYYY-MM-DD` in the programme's zone or an ISO 8601 instant, both ends included.
   */
  from?: string
  to?: string
}

const TEXTS = [
  'type',
  'reason',
  'facility',
  'patient',
  'phoneNumber',
  'language',
  'source',
  'providerMessageId',
  'search',
  'searchNumber',
] as const

/** A valid selection. */
export interface CheckedSelection {
  ids: number[] | null
  statuses: MessageStatus[]
  type: string | null
  reason: string | null
  facility: string | null
  patient: string | null
  phoneNumber: string | null
  language: string | null
  source: string | null
  providerMessageId: string | null
  search: string | null
  searchNumber: string | null
  schedule: number | null
  /** Instants of the database, both included. */
  since: string | null
  until: string | null
}

export interface SelectionRules {
  /** The states in which the action is possible. */
  allowed: readonly MessageStatus[]
  /** Used if neither ids nor states are given. */
  byDefault?: readonly MessageStatus[]
  /** The programme's zone. */
  timezone: string
}

/**
 * Ids without states mean these messages in any state that the action allows.
 *
 * @throws InvalidDeskRequest that names the field, its value and what is allowed
 */
export function checkSelection(
  selection: MessageSelection,
  { allowed, byDefault, timezone }: SelectionRules
): CheckedSelection {
  const { ids, schedule, from, to } = selection
  const since = from === undefined ? null : boundOf('from', from, timezone)
  const until = to === undefined ? null : boundOf('to', to, timezone)
  if (since && until && since > until)
    throw new InvalidDeskRequest('from', `is "${from}", which is after to, "${to}": swap them`)

  const statuses = selection.statuses?.map((status) => checkStatus(status, allowed))
  const texts = Object.fromEntries(
    TEXTS.map((field) => [field, textOf(field, selection[field])])
  ) as Pick<CheckedSelection, (typeof TEXTS)[number]>
  const isFiltered = since || until || schedule !== undefined || TEXTS.some((field) => texts[field])
  if (!ids && !statuses && !byDefault && !isFiltered)
    throw new InvalidDeskRequest('selection', 'is empty: name ids, or a filter')

  return {
    ids: ids ? [...new Set(ids.map((id) => readId(id)))] : null,
    statuses: [...(statuses ?? (ids ? allowed : (byDefault ?? allowed)))],
    ...texts,
    schedule: schedule === undefined ? null : readId(schedule, 'schedule'),
    since,
    until,
  }
}

function checkStatus(status: string, allowed: readonly MessageStatus[]): MessageStatus {
  const known = MESSAGE_STATUSES.find((name) => name === status)
  if (known && allowed.includes(known)) return known
  throw new InvalidDeskRequest('status', `is "${status}", allowed: ${allowed.join(', ')}`)
}

/** @throws InvalidDeskRequest */
export function readId(id: number | string, field: 'id' | 'schedule' = 'id'): number {
  const read = typeof id === 'number' || /^\d+$/.test(id) ? Number(id) : Number.NaN
  if (Number.isSafeInteger(read) && read > 0) return read
  const what = field === 'id' ? 'message' : 'schedule'
  throw new InvalidDeskRequest(field, `is "${id}": give the number of a ${what}, such as 42`)
}

/** An empty filter would select everything, which nobody means. */
function textOf(field: (typeof TEXTS)[number], text: string | undefined): string | null {
  if (text === undefined) return null
  const tidy = tidyValue(text)
  if (tidy === '') throw new InvalidDeskRequest(field, 'is empty: give a value, or omit it')
  if (field === 'reason') checkReason(tidy)
  return tidy
}

function checkReason(text: string): void {
  if (REASONS.includes(text)) return
  const near = nearest(text, [...REASONS], 3)
  const hint = near.length > 0 ? `did you mean ${near.join(', ')}?` : 'docs/reasons.md lists them'
  throw new InvalidDeskRequest('reason', `is "${text.slice(0, 60)}": ${hint}`)
}

function boundOf(field: 'from' | 'to', text: string, timezone: string): string {
  const moment = readMoment(field, text, timezone)
  if (!moment) throw new InvalidDeskRequest(field, `is "${text}": give ${A_MOMENT}`)
  return moment
}
