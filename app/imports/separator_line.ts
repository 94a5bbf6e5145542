/** `sep=;`: how a spreadsheet is told what separates the cells. Not a row of the table. */
const SEPARATOR_LINE = /^"?sep=[\t\x20-\x7e]"?[ ,;\t]{0,50}(?:\r\n|\n|\r)/i

/** Bytes of the first line of a text, where it names the separator; else 0. */
export function bytesOfSeparatorLine(text: string): number {
  return SEPARATOR_LINE.exec(text)?.[0].length ?? 0
}
