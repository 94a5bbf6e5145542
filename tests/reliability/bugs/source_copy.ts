import { spawn, execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { DeliberateBug } from './deliberate_bug.js'

/** Milliseconds after which a spec is told to end. */
const LONGEST_RUN_MS = 180_000

export interface SpecResult {
  green: boolean
  firstFailure: string
}

/** The sources once more, in a folder of their own, where they can be broken. */
export class SourceCopy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'rappel-bugs-'))

  constructor(root: string) {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    })
    for (const file of files.split('\n').filter(Boolean)) {
      mkdirSync(dirname(join(this.#folder, file)), { recursive: true })
      cpSync(join(root, file), join(this.#folder, file))
    }
    symlinkSync(join(root, 'node_modules'), join(this.#folder, 'node_modules'))
  }

  /** With the bug in place while `work` runs. */
  async with<Result>(bug: DeliberateBug, work: () => Promise<Result>): Promise<Result> {
    const path = join(this.#folder, bug.file)
    const original = readFileSync(path, 'utf8')
    let changed = original
    for (const { find, replace } of bug.edits) {
      if (changed.split(find).length !== 2) {
        throw new Error(`"${bug.name}" no longer applies: ${bug.file} must have once: ${find}`)
      }
      changed = changed.replace(find, () => replace)
    }
    writeFileSync(path, changed)
    try {
      return await work()
    } finally {
      writeFileSync(path, original)
    }
  }

  async run(spec: string, database = 'sqlite'): Promise<SpecResult> {
    const [, suite] = spec.split('/')
    const runner = ['--import=./bin/compile_once.js', 'bin/test.ts']
    const args = [...runner, suite, `--files=${spec}`, '--bail']
    const child = spawn(process.execPath, args, {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: LONGEST_RUN_MS,
      env: { ...process.env, DB_CONNECTION: database, FORCE_COLOR: '0', NO_COLOR: '1' },
    })
    let stdout = ''
    child.stdout.on('data', (chunk) => (stdout += chunk))
    const code = await new Promise((resolve) => child.once('close', resolve))
    const printed = stripVTControlCharacters(stdout)
    const failed = /^ *✖ (.+?)(?: \([\d.]+m?s\))?$/m.exec(printed)?.[1]
    /** One that took too long was told to end, and may have done so with 0. */
    const green = code === 0 && !child.killed
    /** Skipped tests show nothing, with a bug or without. */
    if (green && !/\b[1-9]\d* passed\b/.test(printed)) throw new Error(`${spec} ran no test`)
    return { green, firstFailure: failed ?? `${spec} (ended without a result)` }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
