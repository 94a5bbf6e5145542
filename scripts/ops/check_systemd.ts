import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Outcome } from './outcome.js'
import { pathOf } from './read_file.js'

const NODE = '/opt/rappel/build/node_modules/.bin/node'

/** Of 100: what `systemd-analyze security` calls "OK" or better. */
const MOST_EXPOSED = 40

/** The units, with the Node of this machine in the place of that of an installation. */
export function checkSystemd(outcome: Outcome): void {
  if (spawnSync('systemd-analyze', ['--version']).error)
    return outcome.skip('systemd', 'there is no systemd-analyze here')
  const folder = mkdtempSync(join(tmpdir(), 'rappel-units-'))
  try {
    cpSync(pathOf('ops/systemd'), folder, { recursive: true })
    const units = readdirSync(folder).filter((name) => name.endsWith('.service'))
    const files = units.map((name) => join(folder, name))
    for (const file of files) {
      const text = readFileSync(file, 'utf8')
      if (!text.includes(NODE)) outcome.report(file, [`does not start ${NODE}`])
      writeFileSync(file, text.replaceAll(NODE, process.execPath))
    }
    outcome.runTool(`systemd: ${units.length} units`, ['systemd-analyze', 'verify', ...files])
    const security = ['security', '--offline=true', `--threshold=${MOST_EXPOSED}`]
    outcome.runTool('systemd: hardened', ['systemd-analyze', ...security, ...files])
  } finally {
    rmSync(folder, { recursive: true })
  }
}
