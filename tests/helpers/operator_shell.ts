import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import app from '@adonisjs/core/services/app'

/** Commands that did not end with 0, as `75 node ace sms:process`. */
const TELL_FAULTS = `trap 'echo "$? $BASH_COMMAND" >> "$FAULTS"' ERR\n: > "$FAULTS"\n`

export interface ShellOutcome {
  stdout: string
  faults: string[]
}

/**
 * Runs commands of the documents as they stand, in a folder of an operator. `node ace` runs in the
 * application. `age` only passes on what it reads.
 */
export function operatorShell(folder: string, environment: Record<string, string>) {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  tool(bin, 'node', `cd '${app.makePath()}' && exec '${process.execPath}' "$@"`)
  tool(bin, 'age', 'for last; do :; done; exec cat "$last"')
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    ...environment,
    PATH: `${bin}:${process.env.PATH}`,
    FAULTS: join(folder, 'faults'),
  }
  return async (commands: string): Promise<ShellOutcome> => {
    const run = promisify(execFile)
    const script = `${TELL_FAULTS}${commands}\nexit 0`
    const { stdout } = await run('bash', ['-c', script], { cwd: folder, env })
    const faults = readFileSync(env.FAULTS, 'utf8')
    return { stdout, faults: faults.split('\n').filter((line) => line !== '') }
  }
}

function tool(bin: string, name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(bin, name), 0o755)
}

/** The major version of a program, 0 if it is not installed. */
export function versionOf(program: string): number {
  try {
    const told = execFileSync(program, ['--version'], { encoding: 'utf8' })
    return Number(/(\d{1,3})\./.exec(told)?.[1] ?? 0)
  } catch {
    return 0
  }
}
