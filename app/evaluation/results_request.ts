import type { DateTime } from 'luxon'
import { faultOfDate } from '#values/calendar_date'

/** What results are told apart by. */
export const RESULT_PARTS = ['type', 'facility', 'vaccine', 'dose'] as const

export type ResultPart = (typeof RESULT_PARTS)[number]

/** As people write it: days `YYYY-MM-DD`, and one of `RESULT_PARTS`. */
export interface ResultsRequest {
  from?: string
  to?: string
  by?: string
}

/** Days shown where no first day is named. */
const USUAL_DAYS = 90

/** Names the value and what is allowed. */
export class ResultsNotReadable extends Error {
  readonly code = 'E_RESULTS_NOT_READABLE'
}

/** @throws ResultsNotReadable */
export function checkResultsRequest({ from, to, by = 'type' }: ResultsRequest, today: DateTime) {
  for (const [field, date] of Object.entries({ from, to })) {
    const fault = date !== undefined && faultOfDate(date)
    if (fault) throw new ResultsNotReadable(`${field} "${date}" ${fault}`)
  }
  if (!isResultPart(by))
    throw new ResultsNotReadable(`by is "${by}", allowed: ${RESULT_PARTS.join(', ')}`)
  const last = to ?? today.toFormat('yyyy-MM-dd')
  const first = from ?? today.minus({ days: USUAL_DAYS }).toFormat('yyyy-MM-dd')
  if (first > last) throw new ResultsNotReadable(`from "${first}" is after to "${last}"`)
  return { from: first, to: last, by }
}

function isResultPart(by: string): by is ResultPart {
  return (RESULT_PARTS as readonly string[]).includes(by)
}
