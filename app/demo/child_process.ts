import { openSync } from 'node:fs'
import { spawn, type ChildProcess } from 'node:child_process'

export interface Ended {
  code: number | null
  stdout: string
}

/** The processes of the demo: real processes, each with its own log file. */
export class DemoProcesses {
  readonly #running = new Map<string, { child: ChildProcess; ended: Promise<Ended> }>()

  constructor(
    private readonly root: string,
    private readonly folder: string,
    private readonly environment: Record<string, string>
  ) {}

  /** Starts a process that runs until `stopAll`. */
  start(name: string, args: string[]): void {
    const { child, ended } = this.#spawn(name, args)
    /**
     * Awaited in `stopAll`; until then a process that could not be started must not end this one.
     */
    ended.catch(() => undefined)
    this.#running.set(name, { child, ended })
  }

  /** Runs a process to its end. */
  async run(name: string, args: string[]): Promise<Ended> {
    return this.#spawn(name, args).ended
  }

  /** Processes that ended although they should still run. */
  dead(): string[] {
    return [...this.#running]
      .filter(([, { child }]) => child.exitCode !== null)
      .map(([name]) => name)
  }

  /** Asks each process to end, the last started first, and returns the exit codes. */
  async stopAll(): Promise<Map<string, number | null>> {
    const codes = new Map<string, number | null>()
    for (const [name, { child, ended }] of [...this.#running].reverse()) {
      child.kill('SIGTERM')
      codes.set(name, await ended.then(({ code }) => code))
    }
    this.#running.clear()
    return codes
  }

  #spawn(name: string, args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
    const log = openSync(`${this.folder}/${name}.log`, 'a')
    const child = spawn(process.execPath, args, {
      cwd: this.root,
      env: { ...process.env, ...this.environment },
      stdio: ['ignore', 'pipe', log],
    })
    let stdout = ''
    child.stdout!.on('data', (chunk) => (stdout += chunk))
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve({ code, stdout }))
    })
    return { child, ended }
  }
}
