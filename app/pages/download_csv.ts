import { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import { stringify } from 'csv-stringify'
import type { Reader } from '#app/pages/reader'

interface CsvParts<Column extends string> {
  /** The name of the file before the day, and of the words: `{list}.csv_columns.{column}`. */
  list: string
  columns: readonly Column[]
  rows: AsyncIterable<Record<Column, string | number | null>>
}

/** A list for spreadsheets: with a byte order mark, and nothing that one would read as a formula. */
export function downloadCsv<Column extends string>(
  { response }: HttpContext,
  reader: Reader,
  { list, columns, rows }: CsvParts<Column>
) {
  const day = reader.now.setZone(reader.zone).toFormat('yyyy-MM-dd')
  const named = columns.map((key) => ({ key, header: reader.t(`${list}.csv_columns.${key}`) }))
  const csv = stringify({ header: true, bom: true, escape_formulas: true, columns: named })
  response.header('Content-Type', 'text/csv; charset=utf-8')
  response.header('Content-Disposition', `attachment; filename="${list}-${day}.csv"`)
  return response.stream(Readable.from(rows).compose(csv) as Readable)
}
