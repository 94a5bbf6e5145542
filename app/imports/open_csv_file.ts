import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { FileHandle } from 'node:fs/promises'
import { KNOWN_COLUMNS, type Column } from '#imports/columns'
import { UnreadableImportFile } from '#imports/errors'
import { fileChunks } from '#imports/file_chunks'
import { columnName } from '#imports/column_name'
import { exceeding, type ImportLimits } from '#imports/limits'
import { LineCounter } from '#imports/line_counter'
import { openRegularFile } from '#imports/open_regular_file'
import { bytesOfSeparatorLine } from '#imports/separator_line'

/** A file that looks like CSV in UTF-8; its columns are checked later. */
export interface CsvFile {
  path: string
  name: string
  handle: FileHandle
  size: number
  /** Where the header is: in the first line, or after one that names the separator. */
  start: { offset: number; line: number }
  delimiter: ',' | ';'
  hasByteOrderMark: boolean
  /**
   * The start of the content's SHA-256: tells a corrected file of the same name from the original.
   */
  fingerprint: string
}

const BYTES_PER_MEGABYTE = 1_048_576

const DIVIDE = 'Divide the file, each part with the header.'

/** Bytes looked at to find out what the file is. */
const SAMPLE_BYTES = 65_536

/** The caller closes the handle. `limits`: of a file that is to be imported. */
export async function openCsvFile(path: string, limits?: ImportLimits): Promise<CsvFile> {
  const handle = await openRegularFile(path)
  try {
    const stats = await handle.stat()
    if (limits) refuseLarge(path, stats.size, limits)
    const sample = await readSample(handle)
    const hasByteOrderMark = sample.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))
    const beginning = sample.subarray(hasByteOrderMark ? 3 : 0).toString('utf8')
    const skipped = bytesOfSeparatorLine(beginning)
    const text = beginning.slice(skipped)
    refuseForeignContent(path, sample, text)
    return {
      path,
      name: basename(path),
      handle,
      size: stats.size,
      start:
        skipped > 0
          ? { offset: skipped + (hasByteOrderMark ? 3 : 0), line: 2 }
          : { offset: 0, line: 1 },
      delimiter: detectDelimiter(text),
      hasByteOrderMark,
      fingerprint: await readThrough(path, handle, limits),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

function refuseLarge(path: string, bytes: number, limits: ImportLimits): void {
  const megabytes = Math.ceil(bytes / BYTES_PER_MEGABYTE)
  if (megabytes <= limits.largestFileMegabytes) return
  const limit = ['largestFileMegabytes', limits.largestFileMegabytes] as const
  throw new UnreadableImportFile(path, exceeding(`has ${megabytes} MB`, [...limit], DIVIDE), {
    kind: 'too_large',
  })
}

async function readSample(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0)
  return buffer.subarray(0, bytesRead)
}

/** A U+0000 below one of our headers belongs to a row, and costs only that row. */
function refuseForeignContent(path: string, sample: Buffer, text: string) {
  if (text.trim() === '') throw new UnreadableImportFile(path, 'is empty.', { kind: 'empty' })
  if (isUtf16(sample)) {
    throw new UnreadableImportFile(path, 'is in UTF-16. Save it as "CSV UTF-8" and try again.', {
      kind: 'utf16',
    })
  }
  const header = firstLineOf(text)
  const isBinary = text.includes('\0') || text.startsWith(PDF)
  if (!isBinary || (!header.includes('\0') && knownColumns(header) > 0)) return
  throw new UnreadableImportFile(
    path,
    knownColumns(header.replaceAll('\0', '')) > 0
      ? 'the header contains the character U+0000. Remove it and try again.'
      : 'is not a text file (a spreadsheet or an archive?). Save it as "CSV UTF-8" and try again.',
    { kind: 'not_text' }
  )
}

/** How a PDF begins; archives and spreadsheets have U+0000 at once. */
const PDF = '%PDF-'

/** Bytes examined without a byte order mark: about a header. */
const UTF16_SAMPLE_BYTES = 200

/** By its byte order mark, or because every other byte is zero, as in column names. */
function isUtf16(sample: Buffer): boolean {
  const mark = sample.length > 1 ? sample.readUInt16BE(0) : 0
  if (mark === 0xfffe || mark === 0xfeff) return true
  const start = [...sample.subarray(0, UTF16_SAMPLE_BYTES)]
  const zeros = (parity: number) =>
    start.filter((byte, index) => index % 2 === parity && byte === 0).length
  const [one, other] = [zeros(0), zeros(1)].sort((few, many) => few - many)
  return one === 0 && other > start.length / 4
}

/** The delimiter that gives more known columns in the first line; a comma if equal. */
function detectDelimiter(text: string): ',' | ';' {
  const firstLine = firstLineOf(text)
  return knownColumns(firstLine, ';') > knownColumns(firstLine, ',') ? ';' : ','
}

function firstLineOf(text: string): string {
  return text.trimStart().split(/[\r\n]/, 1)[0]
}

function knownColumns(line: string, delimiter: string | RegExp = /[,;]/): number {
  const names = line.split(delimiter).map((name) => columnName(name.replaceAll('"', '')))
  return names.filter((name) => KNOWN_COLUMNS.includes(name as Column)).length
}

/** The fingerprint, and on the way whether there are too many rows. */
async function readThrough(
  path: string,
  handle: FileHandle,
  limits: ImportLimits | undefined
): Promise<string> {
  const hash = createHash('sha256')
  const lines = new LineCounter()
  for await (const chunk of fileChunks(handle, 0)) {
    hash.update(chunk)
    lines.add(chunk)
  }
  if (limits && lines.count > limits.mostRows) {
    const limit = ['mostRows', limits.mostRows] as const
    throw new UnreadableImportFile(
      path,
      exceeding(`has ${lines.count} lines`, [...limit], DIVIDE),
      {
        kind: 'too_many_lines',
      }
    )
  }
  return hash.digest('hex').slice(0, 16)
}
