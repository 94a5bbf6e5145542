import { InvalidDeskRequest } from '#delivery/desk/invalid_desk_request'
import { readMoment } from '#delivery/desk/read_moment'
import { MESSAGE_STATUSES, type MessageStatus } from '#models/message_status'

/** Which messages a person means: all conditions together. */
export interface MessageSelection {
  /** Numbers, or the digits of one as they come from a command line or an address. */
  ids?: readonly (number | string)[]
  statuses?: readonly string[]
  type?: string
  reason?: string
  /** When it failed, or else last moved: `YYYY-MM-DD` in the programme's zone or an instant of ISO 8601, both ends included. */
  from?: string
  to?: string
}

/** A selection that was found usable. */
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
  /** The states in which the action can be done at all. */
  allowed: readonly MessageStatus[]
  /** Where neither ids nor states are named. */
  byDefault?: readonly MessageStatus[]
  /** The programme's zone. */
  timezone: string
}

/**
 * Ids alone mean these messages in any state that the action allows.
 *
 * @throws InvalidDeskRequest naming the field, its value and what is allowed
 */
export function checkSelection(
  selection: MessageSelection,
  { allowed, byDefault, timezone }: SelectionRules
): CheckedSelection {
  const { ids, type, reason, from, to } = selection
  const since = from === undefined ? null : readMoment('from', from, timezone)
  const until = to === undefined ? null : readMoment('to', to, timezone)
  if (since && until && since > until)
    throw new InvalidDeskRequest('from', `is "${from}", which is after to, "${to}": exchange them`)

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
