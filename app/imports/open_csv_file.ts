import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { open, type FileHandle } from 'node:fs/promises'
import { COLUMNS } from '#imports/columns'
import { UnreadableImportFile } from '#imports/errors'
import { fileChunks } from '#imports/file_chunks'

/** A file that looks like CSV in UTF-8; whether its columns are the right ones is asked later. */
export interface CsvFile {
  path: string
  name: string
  handle: FileHandle
  size: number
  delimiter: ',' | ';'
  hasByteOrderMark: boolean
  /** The start of the content's SHA-256: tells the same file from a corrected one of the same name. */
  fingerprint: string
}

/** Bytes looked at to find out what the file is. */
const SAMPLE_BYTES = 65_536

/** The caller closes the handle. */
export async function openCsvFile(path: string): Promise<CsvFile> {
  const handle = await openForReading(path)
  try {
    const stats = await handle.stat()
    if (!stats.isFile())
      throw new UnreadableImportFile(path, 'is not a regular file. Name a CSV file.')
    const sample = await readSample(handle)
    refuseForeignContent(path, sample)

    const hasByteOrderMark = sample.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))
    const text = sample.subarray(hasByteOrderMark ? 3 : 0).toString('utf8')
    return {
      path,
      name: basename(path),
      handle,
      size: stats.size,
      delimiter: detectDelimiter(text),
      hasByteOrderMark,
      fingerprint: await fingerprintOf(handle),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    const problem =
      error.code === 'ENOENT'
        ? 'there is no such file.'
        : error.code === 'EACCES'
          ? 'may not be read by this user.'
          : `cannot be opened (${error.code}).`
    throw new UnreadableImportFile(path, problem, { cause: error })
  }
}

async function readSample(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0)
  return buffer.subarray(0, bytesRead)
}

function refuseForeignContent(path: string, sample: Buffer) {
  if (sample.toString('utf8').trim() === '') throw new UnreadableImportFile(path, 'is empty.')
  const mark = sample.length > 1 ? sample.readUInt16BE(0) : 0
  if (mark === 0xfffe || mark === 0xfeff) {
    throw new UnreadableImportFile(path, 'is in UTF-16. Save it as "CSV UTF-8" and try again.')
  }
  if (sample.includes(0)) {
    throw new UnreadableImportFile(
      path,
      'is not a text file (a spreadsheet or an archive?). Save it as "CSV UTF-8" and try again.'
    )
  }
}

/** The one that makes more of the first line into columns we know; commas where that says nothing. */
function detectDelimiter(text: string): ',' | ';' {
  const firstLine = text.trimStart().split(/[\r\n]/, 1)[0]
  const known = (delimiter: string) =>
    firstLine
      .split(delimiter)
      .filter((name) => COLUMNS.includes(name.replaceAll('"', '').trim().toLowerCase() as any))
      .length
  return known(';') > known(',') ? ';' : ','
}

async function fingerprintOf(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of fileChunks(handle, 0)) hash.update(chunk)
  return hash.digest('hex').slice(0, 16)
}
