import { randomUUID } from 'node:crypto'
import { createReadStream, type Stats } from 'node:fs'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { PersonInFiles } from './rejected_row_of.js'
import { rowsInFile, type ByteRange } from './rows_in_file.js'

/** An import or a person may rewrite the file at the same time. */
const TRIES = 3

/** Suffix of the copy that replaces the file, before the id of the writing process. */
const SUFFIX = '.erasing-'

export interface RowsInFile {
  /** Rows of the person. */
  rows: number
  /** Remaining rows; without any, the file is deleted. */
  others: number
}

export interface EraseFromFileOptions {
  /** Only reads. */
  dryRun: boolean
  /**
   * Puts the finished copy in place of the file, under a lock: takes milliseconds for any file
   * size. Returns the result of `putInPlace`.
   */
  exclusively?: (putInPlace: () => Promise<boolean>, found: RowsInFile) => Promise<boolean>
}

/**
 * Removes a person's rows from a rejected file. The other rows stay byte for byte, and at every
 * moment the file is either the old or the new one.
 */
export async function eraseFromFile(
  path: string,
  person: PersonInFiles,
  { dryRun, exclusively = (putInPlace) => putInPlace() }: EraseFromFileOptions
): Promise<RowsInFile> {
  if (!dryRun) await removeLeftovers(path)
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const before = await stat(path)
    if (before.size === 0) return { rows: 0, others: 0 }
    const { ranges, others } = await rowsInFile(path, person)
    const found = { rows: ranges.length, others }
    if (dryRun || found.rows === 0) return found
    const copy = await copyWithout(path, before, ranges)
    try {
      const isDone = await exclusively(() => replace(path, before, others > 0 ? copy : null), found)
      if (isDone) return found
    } finally {
      await rm(copy, { force: true })
    }
  }
  throw new Error('is being written by another process. Try again.')
}

/** Returns false if the file has changed since it was read. Without a copy, the file is deleted. */
async function replace(path: string, before: Stats, copy: string | null): Promise<boolean> {
  const now = await stat(path)
  const isSame =
    now.ino === before.ino && now.size === before.size && now.mtimeMs === before.mtimeMs
  if (isSame) await (copy === null ? rm(path) : rename(copy, path))
  return isSame
}

async function copyWithout(
  path: string,
  { mode, uid, gid, size }: Stats,
  ranges: ByteRange[]
): Promise<string> {
  const copy = `${path}${SUFFIX}${process.pid}-${randomUUID()}`
  const target = await open(copy, 'wx', mode)
  try {
    await target.chmod(mode)
    /** Only root may change the owner; otherwise the owner already matches. */
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
  return copy
}

/** Copies left by a killed erasure; not those that another process is about to put in place. */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path)
  const start = `${basename(path)}${SUFFIX}`
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start) || isRunning(Number.parseInt(name.slice(start.length)))) continue
    await rm(join(folder, name), { force: true })
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}
