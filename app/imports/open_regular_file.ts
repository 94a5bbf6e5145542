import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { UnreadableImportFile } from '#imports/errors'

const NOT_REGULAR = 'is not a regular file. Name a CSV file.'

const PROBLEMS: Record<string, string> = {
  ENOENT: 'there is no such file.',
  EACCES: 'may not be read by this user.',
  /** A socket. */
  ENXIO: NOT_REGULAR,
}

/** Opens a file for reading. A pipe, whose other end nobody may ever open, is not waited for. */
export async function openRegularFile(path: string): Promise<FileHandle> {
  const handle = await openAtOnce(path)
  const isRegular = await handle.stat().then((stats) => stats.isFile())
  if (isRegular) return handle
  await handle.close()
  throw new UnreadableImportFile(path, NOT_REGULAR)
}

async function openAtOnce(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (cause) {
    const problem = PROBLEMS[cause.code] ?? `cannot be opened (${cause.code}).`
    throw new UnreadableImportFile(path, problem, { cause })
  }
}
