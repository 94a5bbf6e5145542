import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Outcome } from './outcome.js'
import { readText } from './read_file.js'

/** Reads the file and rotates nothing; with a user that this machine has. */
export function checkLogrotate(outcome: Outcome): void {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-logrotate-'))
  const file = join(folder, 'rappel')
  const { username } = userInfo()
  const text = readText('ops/logrotate/rappel').replace(
    'su rappel rappel',
    `su ${username} ${username}`
  )
  writeFileSync(file, text, { mode: 0o644 })
  outcome.runTool('logrotate', ['logrotate', '--debug', file])
  rmSync(folder, { recursive: true })
}
