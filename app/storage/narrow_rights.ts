import { chmodSync, statSync } from 'node:fs'

const FOR_US_ALONE = 0o600
const OF_OTHERS = 0o077

/**
 * Takes the rights of others and of the group from a SQLite file and its log: one from before
 * Rappel protected its files, or copied from a backup. A file of another user stays as it is.
 */
export function narrowRights(file: string): void {
  if (file === ':memory:') return
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (!stats || (stats.mode & OF_OTHERS) === 0 || stats.uid !== process.getuid?.()) continue
    chmodSync(path, FOR_US_ALONE)
  }
}
