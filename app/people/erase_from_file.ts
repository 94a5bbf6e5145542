import { randomUUID } from 'node:crypto'
import { createReadStream, type Stats } from 'node:fs'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { PersonInFiles } from '#people/rejected_row_of'
import { rowsInFile, type ByteRange } from '#people/rows_in_file'

/** Somebody else may rewrite the file as well: an import, a person. */
const TRIES = 3

/** Of the copy that takes the file's place. */
const SUFFIX = '.erasing-'

export interface RowsInFile {
  /** Rows of the person. */
  rows: number
  /** Rows that are left; without any the file is deleted. */
  others: number
}

/**
 * Takes the rows of a person out of a rejected file. The other rows stay byte for
 * byte, and at any moment the file is the old one or the new one. The caller sees to
 * it that nobody else does the same. `dryRun` only looks.
 */
export async function eraseFromFile(
  path: string,
  person: PersonInFiles,
  { dryRun }: { dryRun: boolean }
): Promise<RowsInFile> {
  if (!dryRun) await removeLeftovers(path)
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const before = await stat(path)
    if (before.size === 0) return { rows: 0, others: 0 }
    const { ranges, others } = await rowsInFile(path, person)
    const isDone = dryRun || ranges.length === 0 || (await replace(path, before, ranges, others))
    if (isDone) return { rows: ranges.length, others }
  }
  throw new Error('is being written by somebody else. Ask again.')
}

/** Answers false where the file is another one than we read. */
async function replace(
  path: string,
  before: Stats,
  ranges: ByteRange[],
  others: number
): Promise<boolean> {
  const copy = `${path}${SUFFIX}${randomUUID()}`
  try {
    if (others > 0) await copyWithout(path, copy, before, ranges)
    const now = await stat(path)
    const isSame =
      now.ino === before.ino && now.size === before.size && now.mtimeMs === before.mtimeMs
    if (isSame) await (others > 0 ? rename(copy, path) : rm(path))
    return isSame
  } finally {
    await rm(copy, { force: true })
  }
}

async function copyWithout(
  path: string,
  copy: string,
  { mode, uid, gid, size }: Stats,
  ranges: ByteRange[]
): Promise<void> {
  const target = await open(copy, 'wx', mode)
  try {
    await target.chmod(mode)
    /** Only root may give a file away; to its owner it is given anyway. */
    await target.chown(uid, gid).catch(() => undefined)
    let position = 0
    for (const { start, end } of [...ranges, { start: size, end: size }]) {
      if (start > position)
        await target.writeFile(createReadStream(path, { start: position, end: start - 1 }))
      position = end
    }
    await target.sync()
  } finally {
    await target.close()
  }
}

/** Copies of an erasure that was killed. */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path)
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${basename(path)}${SUFFIX}`)) await rm(join(folder, name), { force: true })
  }
}
