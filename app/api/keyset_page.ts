import vine from '@vinejs/vine'

/** Rows a page unless asked otherwise, and at most. */
export const PAGE_SIZE = 50
export const MOST_ROWS = 200

const ID = /^[1-9]\d{0,14}$/

const cursor = vine.createRule((value, _, field) => {
  if (typeof value !== 'string' || !isCursor(value))
    field.report(
      'The {{ field }} is none: give the next_cursor of a page, or nothing for the first',
      'cursor',
      field
    )
})

/** For the validator of a list: `?cursor=…&limit=…`, with further fields beside it. */
export const pageFields = {
  cursor: vine.string().use(cursor()).optional(),
  limit: vine.number().withoutDecimals().range([1, MOST_ROWS]).optional(),
}

export interface PageRequest {
  cursor?: string
  limit?: number
}

/** What a list's statement needs: rows beyond `after` in the order of their ids, one more than are shown. */
export interface KeysetPage {
  /** The id of the last row that was shown; empty on the first page. */
  after: number | null
  /** For LIMIT: the row too many tells whether there is another page. */
  take: number
}

export function keysetPage({ cursor: text, limit = PAGE_SIZE }: PageRequest): KeysetPage {
  return { after: text === undefined ? null : Number(decode(text)), take: limit + 1 }
}

/** The answer of a list: at most as many rows as asked for, and where the next page begins. */
export function pageAnswer<Row extends { id: number }, Shown>(
  rows: Row[],
  { take }: KeysetPage,
  show: (row: Row) => Shown
): { data: Shown[]; meta: { next_cursor: string | null } } {
  const shown = rows.slice(0, take - 1)
  const isMore = rows.length === take
  return {
    data: shown.map(show),
    meta: { next_cursor: isMore ? encode(shown[shown.length - 1].id) : null },
  }
}

/** Opaque, so that nobody builds one and the order may change. */
function encode(id: number): string {
  return Buffer.from(`v1:${id}`).toString('base64url')
}

function decode(text: string): string {
  return Buffer.from(text, 'base64url').toString('latin1').replace(/^v1:/, '')
}

function isCursor(text: string): boolean {
  const id = decode(text)
  return ID.test(id) && encode(Number(id)) === text
}
