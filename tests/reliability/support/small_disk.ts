import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own, so small that it is really full when it is filled. */
export interface SmallDisk {
  folder: string
  /** Until `free()`: room that the database gives back, as after a checkpoint, is filled as well. */
  fill(): void
  /** There is room again. */
  free(): void
  remove(): void
}

/** Milliseconds within which room that a database gives back is taken. */
const FILL_EVERY_MS = 10

/** Why there can be none here, or nothing where there can. */
export function noSmallDisk(): string | undefined {
  if (process.platform !== 'linux') return 'a tmpfs can be mounted on Linux alone'
  if (process.getuid?.() !== 0) return 'only root may mount a tmpfs'
  return undefined
}

export function mountSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder])
  const ballast = join(folder, 'ballast')
  let filling: NodeJS.Timeout | undefined
  const fillNow = () => {
    const { bavail, bsize } = statfsSync(folder)
    try {
      appendFileSync(ballast, Buffer.alloc(bavail * bsize))
    } catch (error) {
      /** The database has written meanwhile: full is full. */
      if ((error as { code?: string }).code !== 'ENOSPC') throw error
    }
  }
  const free = () => {
    clearInterval(filling)
    rmSync(ballast, { force: true })
  }
  return {
    folder,
    fill() {
      fillNow()
      filling = setInterval(fillNow, FILL_EVERY_MS)
    },
    free,
    remove() {
      free()
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
