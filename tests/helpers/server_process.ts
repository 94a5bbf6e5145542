import { randomBytes } from 'node:crypto'
import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { killAtExit } from '#tests/helpers/at_exit'
import { freePort } from '#tests/helpers/postgres'

/** Production refuses the key of the tests. */
const APP_KEY_OF_PRODUCTION = randomBytes(32).toString('hex')

/** The web server as it runs in production, a process of its own on the database of this run. */
export class ServerProcess {
  output = ''
  /** The exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number
  ) {
    killAtExit(child)
    this.ended = new Promise((resolve) => child.once('close', resolve))
    child.stdout!.on('data', (chunk) => (this.output += chunk))
    child.stderr!.on('data', (chunk) => (this.output += chunk))
  }

  static async start(environment: Record<string, string> = {}): Promise<ServerProcess> {
    const server = ServerProcess.launch(await freePort(), environment)
    await server.#untilItAnswers()
    return server
  }

  /** Does not wait until it answers. */
  static launch(port: number, environment: Record<string, string> = {}): ServerProcess {
    const child = spawn(process.execPath, ['--import=./bin/compile_once.js', 'bin/server.ts'], {
      cwd: app.makePath(),
      env: {
        ...process.env,
        NODE_ENV: 'production',
        APP_KEY: APP_KEY_OF_PRODUCTION,
        PORT: String(port),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return new ServerProcess(child, port)
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Returns when the process has ended, by this signal or before it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    this.child.kill(signal)
    await this.ended
  }

  async #untilItAnswers(): Promise<void> {
    while (this.child.exitCode === null) {
      const answer = await fetch(`${this.url}/health/live`).catch(() => undefined)
      if (answer?.ok) return
      await delay(50)
    }
    throw new Error(`The server ended:\n${this.output}`)
  }
}
