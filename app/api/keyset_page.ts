import vine from '@vinejs/vine'
import { ROW_ID } from '#values/row_id'

/** Rows per page: the default and the maximum. */
export const PAGE_SIZE = 50
export const MOST_ROWS = 200

/** Characters of the longest cursor, with room. */
const LONGEST_CURSOR = 100

const cursor = vine.createRule((value, _, field) => {
  if (typeof value !== 'string' || !isCursor(value))
    field.report(
      'The {{ field }} is not valid: give the next_cursor of a page, or omit it for the first',
      'cursor',
      field
    )
})

/** For the validator of a list: `?cursor=…&limit=…`, along with other fields. */
export const pageFields = {
  cursor: vine.string().maxLength(LONGEST_CURSOR).use(cursor()).optional(),
  limit: vine.number().withoutDecimals().range([1, MOST_ROWS]).optional(),
}

export interface PageRequest {
  cursor?: string
  limit?: number
}

/** The bounds of a list query: rows after `after` in id order, one more than is shown. */
export interface KeysetPage {
  /** The id of the last row shown; null on the first page. */
  after: number | null
  /** For LIMIT: the extra row tells whether there is another page. */
  take: number
}

export function keysetPage({ cursor: text, limit = PAGE_SIZE }: PageRequest): KeysetPage {
  return { after: text === undefined ? null : Number(decode(text)), take: limit + 1 }
}

/** The response of a list: at most the requested number of rows, and where the next page begins. */
export function pageAnswer<Row extends { id: number }, Shown>(
  rows: Row[],
  { take }: KeysetPage,
  show: (row: Row) => Shown
): { data: Shown[]; meta: { next_cursor: string | null } } {
  const shown = rows.slice(0, take - 1)
  const isMore = rows.length === take
  return {
    data: shown.map(show),
    meta: { next_cursor: isMore ? cursorAfter(shown[shown.length - 1].id) : null },
  }
}

/** Opaque, so that callers do not build one and the order may change. */
export function cursorAfter(id: number): string {
  return Buffer.from(`v1:${id}`).toString('base64url')
}

function decode(text: string): string {
  return Buffer.from(text, 'base64url').toString('latin1').replace(/^v1:/, '')
}

function isCursor(text: string): boolean {
  if (text.length > LONGEST_CURSOR) return false
  const id = decode(text)
  return ROW_ID.test(id) && cursorAfter(Number(id)) === text
}
