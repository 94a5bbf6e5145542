import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChildProcess } from 'node:child_process'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const DELETE_WITHIN_MS = 10_000

/** A folder in memory: what is written there waits for no disk. Containers often have too little of it. */
const IN_MEMORY = '/dev/shm'
const ROOMY_BYTES = 2 ** 30

const undone: (() => void)[] = []

/** Runs when this process ends, also after a fault; the last comes first. Nothing is awaited any more. */
export function atExit(undo: () => void): void {
  if (undone.length === 0) {
    process.once('exit', () => {
      for (const last of undone.toReversed()) last()
    })
  }
  undone.push(undo)
}

/** A signal ends this process as a fault does. By itself it would leave everything behind. */
export function exitOnSignals(): void {
  for (const signal of SIGNALS)
    process.once(signal, () => process.exit(128 + constants.signals[signal]))
}

/** A folder of this process alone, which is deleted when the process ends. */
export function temporaryFolder(prefix: string, within = tmpdir()): string {
  const folder = mkdtempSync(join(within, prefix))
  atExit(() => deleteFolder(folder))
  return folder
}

/** Where files need to outlive a killed process and not the machine. */
export function quickestFolder(): string {
  if (!existsSync(IN_MEMORY)) return tmpdir()
  const { bavail, bsize } = statfsSync(IN_MEMORY)
  return bavail * bsize >= ROOMY_BYTES ? IN_MEMORY : tmpdir()
}

/**
 * Processes that have just been killed may still write for a moment, or delete: where a file is
 * gone before Node gets to it, as when initdb cleans up after itself, Node stops and says nothing.
 */
export function deleteFolder(folder: string): void {
  const deadline = performance.now() + DELETE_WITHIN_MS
  do rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  while (existsSync(folder) && performance.now() < deadline)
}

/** The child does not live longer than this process. */
export function killAtExit<Child extends ChildProcess>(
  child: Child,
  signal: NodeJS.Signals = 'SIGKILL'
): Child {
  atExit(() => child.kill(signal))
  return child
}
