import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { freePort } from '#tests/helpers/postgres'

/** The web server as a process of its own on the database of this run, for tests that read its log. */
export class WebProcess {
  static async start(environment: Record<string, string> = {}): Promise<WebProcess> {
    const web = new WebProcess(await freePort(), environment)
    while (!(await web.#answers())) await delay(50)
    return web
  }

  readonly url: string
  readonly #child
  #log = ''

  private constructor(port: number, environment: Record<string, string>) {
    this.url = `http://127.0.0.1:${port}`
    this.#child = spawn(process.execPath, ['--import=./bin/compile_once.js', 'bin/server.ts'], {
      cwd: app.makePath(),
      env: {
        ...process.env,
        NODE_ENV: 'test',
        PORT: String(port),
        HOST: '127.0.0.1',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on('data', (chunk) => (this.#log += chunk))
  }

  /** Returns what it wrote to stdout and stderr. */
  async stop(): Promise<string> {
    const ended = once(this.#child, 'close')
    this.#child.kill('SIGTERM')
    await ended
    return this.#log
  }

  async #answers(): Promise<boolean> {
    if (this.#child.exitCode !== null) throw new Error(`The web server has ended: ${this.#log}`)
    return fetch(`${this.url}/health/live`).then(
      ({ ok }) => ok,
      () => false
    )
  }
}
