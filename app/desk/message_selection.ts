import { InvalidDeskRequest } from './invalid_desk_request.js'
import { A_MOMENT, readMoment } from '#messages/read_moment'
import { MESSAGE_STATUSES, type MessageStatus } from '#messages/message_status'

/** The messages that a person means; all conditions apply together. */
export interface MessageSelection {
  /** Numbers, or digits as given on a command line or in a URL. */
  ids?: readonly (number | string)[]
  statuses?: readonly string[]
  type?: string
  reason?: string
  /**
   * When it failed, or else last moved: `YYYY-MM-DD` in the programme's zone or an ISO 8601
   * instant, both ends included.
   */
  from?: string
  to?: string
}

/** A valid selection. */
export interface CheckedSelection {
  ids: number[] | null
  statuses: MessageStatus[]
  type: string | null
  reason: string | null
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
  const { ids, type, reason, from, to } = selection
  const since = from === undefined ? null : boundOf('from', from, timezone)
  const until = to === undefined ? null : boundOf('to', to, timezone)
  if (since && until && since > until)
    throw new InvalidDeskRequest('from', `is "${from}", which is after to, "${to}": swap them`)

  const statuses = selection.statuses?.map((status) => checkStatus(status, allowed))
  if (!ids && !statuses && !byDefault && !type && !reason && !from && !to)
    throw new InvalidDeskRequest('selection', 'is empty: name ids, or a filter')

  return {
    ids: ids ? [...new Set(ids.map(readId))] : null,
    statuses: [...(statuses ?? (ids ? allowed : (byDefault ?? allowed)))],
    type: type ?? null,
    reason: reason ?? null,
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
export function readId(id: number | string): number {
  const read = typeof id === 'number' || /^\d+$/.test(id) ? Number(id) : Number.NaN
  if (Number.isSafeInteger(read) && read > 0) return read
  throw new InvalidDeskRequest('id', `is "${id}": give the number of a message, such as 42`)
}

function boundOf(field: 'from' | 'to', text: string, timezone: string): string {
  const moment = readMoment(field, text, timezone)
  if (!moment) throw new InvalidDeskRequest(field, `is "${text}": give ${A_MOMENT}`)
  return moment
}
