import { spawn, type ChildProcess } from 'node:child_process'
import app from '@adonisjs/core/services/app'

export interface AceResult {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** `node ace …` as a process of its own on the database of this run, for tests that kill, race or read exit codes. */
export class AceProcess {
  readonly child: ChildProcess
  readonly ended: Promise<AceResult>

  constructor(args: string[], environment: Record<string, string> = {}) {
    /** The same Node as the tests: a signal then reaches the application itself. */
    this.child = spawn(process.execPath, ['ace.js', ...args], {
      cwd: app.makePath(),
      env: { ...process.env, NODE_ENV: 'test', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = { stdout: '', stderr: '' }
    this.child.stdout!.on('data', (chunk) => (output.stdout += chunk))
    this.child.stderr!.on('data', (chunk) => (output.stderr += chunk))
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve({ code, signal, ...output }))
    })
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }
}

export async function runAce(
  args: string[],
  environment: Record<string, string> = {}
): Promise<AceResult> {
  return new AceProcess(args, environment).ended
}
