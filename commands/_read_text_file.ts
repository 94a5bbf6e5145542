import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** More than a text of ten segments in any script; no larger file is read. */
const LARGEST_BYTES = 16_384

export type TextFile = { ok: true; text: string } | { ok: false; fault: string }

/** A text as an editor saves it, without its last line break. `path`: as the person wrote it. */
export async function readTextFile(path: string): Promise<TextFile> {
  const refused = (fault: string): TextFile => ({ ok: false, fault: `--file: "${path}" ${fault}` })
  try {
    /** A pipe, whose other end nobody may ever open, is not waited for. */
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = await file.stat()
    if (!stats.isFile()) return refused('is not a regular file')
    if (stats.size > LARGEST_BYTES) return refused(`has more than ${LARGEST_BYTES} bytes`)
    const decoder = new TextDecoder('utf-8', { fatal: true })
    return { ok: true, text: decoder.decode(await file.readFile()).trim() }
  } catch (error) {
    if (error.code === 'ENOENT') return refused('is not there')
    if (error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return refused('is not UTF-8: save it in that encoding')
    return refused(`cannot be read (${error.code})`)
  }
}
