import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { freePort } from '#tests/helpers/postgres'

/** The web server as it runs in production, a process of its own on the database of this run. */
export class ServerProcess {
  output = ''

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number
  ) {
    child.stdout!.on('data', (chunk) => (this.output += chunk))
    child.stderr!.on('data', (chunk) => (this.output += chunk))
  }

  static async start(environment: Record<string, string> = {}): Promise<ServerProcess> {
    const port = await freePort()
    const child = spawn(process.execPath, ['--import=@poppinss/ts-exec', 'bin/server.ts'], {
      cwd: app.makePath(),
      env: { ...process.env, NODE_ENV: 'production', PORT: String(port), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const server = new ServerProcess(child, port)
    await server.#untilItAnswers()
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Returns when the process has ended, by this signal or before it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = new Promise((resolve) => this.child.once('close', resolve))
    this.child.kill(signal)
    await ended
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
