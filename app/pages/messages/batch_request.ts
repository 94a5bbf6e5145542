import type { CountryCode } from 'libphonenumber-js'
import type { BatchAction } from '#desk/batches/batch_row'
import type { MessageSelection } from '#desk/message_selection'
import type { MessageStatus } from '#messages/message_status'
import { ROW_ID } from '#values/row_id'
import type { Reader } from '#app/pages/reader'
import { ALLOWED } from './actions.js'
import { addressOf, readFilters, type FilterValues } from './filters.js'
import { newDateOf, type NewDate } from './new_date.js'

/** What pages do to many messages at once. */
export const BATCHES = [
  'retry',
  'reject',
  'cancel',
  'resolve',
  'reschedule',
] as const satisfies BatchAction[]

export type PageBatch = (typeof BATCHES)[number]

/** Messages that can be ticked on one page, with room. */
const MOST_IDS = 200

export interface BatchWish {
  action: PageBatch
  selection: MessageSelection
  values: FilterValues
  /** The ticked ones; null for all of the filter. */
  ids: number[] | null
  /** For `reschedule`: what the form has as date and time. */
  date: NewDate
}

/**
 * What a form or a link asks for; null if it names no action. The states are those in which the
 * action is possible: a message that may have left is only sent again one by one.
 */
export function readBatch(
  given: Record<string, unknown>,
  context: { reader: Reader; country: CountryCode }
): BatchWish | null {
  const action = BATCHES.find((name) => name === given.do)
  if (!action) return null
  const { selection, values, faults } = readFilters(given, context)
  if (faults.length > 0) return null
  const ids = given.on === 'picked' ? idsOf(given.id) : null
  const possible = ALLOWED[action].filter((status) => action !== 'retry' || status !== 'unknown')
  const statuses = (selection.statuses ?? possible).filter((status) =>
    possible.includes(status as MessageStatus)
  )
  const date = newDateOf(given)
  return {
    action,
    values,
    ids,
    date,
    selection: ids ? { ids, statuses } : { ...selection, statuses },
  }
}

function idsOf(given: unknown): number[] {
  const list = Array.isArray(given) ? given : [given]
  return list
    .slice(0, MOST_IDS)
    .flatMap((id) => (typeof id === 'string' && ROW_ID.test(id) ? Number(id) : []))
}

/** Whether there can be any message at all. */
export function isEmptyWish({ ids, selection }: BatchWish): boolean {
  return ids?.length === 0 || selection.statuses?.length === 0
}

/** Where the wish is shown before it is carried out. */
export function previewAddress({ action, values, ids, date }: BatchWish): string {
  const address = addressOf('/batches/new', values, {
    do: action,
    ...(ids && { on: 'picked' }),
    ...date.fields,
  })
  return (ids ?? []).reduce((whole, id) => `${whole}&id=${id}`, address)
}
