import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { killAtExit } from '#tests/helpers/at_exit'

export interface AceResult {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** `node ace …` as a process of its own on the database of this run, for tests that kill, race or read exit codes. */
export class AceProcess {
  readonly #output = { stdout: '', stderr: '' }
  readonly child: ChildProcess
  readonly ended: Promise<AceResult>

  /** With the same Node as the tests, so that a signal reaches the application itself, unless told otherwise. */
  constructor(
    args: string[],
    environment: Record<string, string> = {},
    node: string | string[] = process.execPath
  ) {
    const [command, ...before] = [node].flat()
    this.child = spawn(command, [...before, 'ace.js', ...args], {
      cwd: app.makePath(),
      env: { ...process.env, NODE_ENV: 'test', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    killAtExit(this.child)
    const output = this.#output
    this.child.stdout!.on('data', (chunk) => (output.stdout += chunk))
    this.child.stderr!.on('data', (chunk) => (output.stderr += chunk))
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve({ code, signal, ...output }))
    })
  }

  /** Resolves when the text has appeared on stdout or stderr, or the process has ended. */
  async printed(text: string): Promise<void> {
    while (this.running && !(this.#output.stdout + this.#output.stderr).includes(text))
      await delay(20)
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }
}

export async function runAceProcess(
  args: string[],
  environment: Record<string, string> = {}
): Promise<AceResult> {
  return new AceProcess(args, environment).ended
}
