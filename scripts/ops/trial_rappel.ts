import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '#tests/helpers/postgres'
import { pathOf } from './read_file.js'

const secret = () => randomBytes(32).toString('hex')

/** A web server on a new SQLite database, and the names of the metrics that it prints. */
export class TrialRappel {
  metrics = new Set<string>()
  #web: ChildProcess | undefined

  private constructor(
    readonly url: string,
    readonly environment: Record<string, string>,
    private readonly folder: string
  ) {}

  static async start(): Promise<TrialRappel> {
    const folder = mkdtempSync(join(tmpdir(), 'rappel-ops-'))
    const port = String(await freePort())
    const rappel = new TrialRappel(
      `http://127.0.0.1:${port}`,
      {
        PATH: process.env.PATH ?? '',
        NODE_ENV: 'development',
        LOG_LEVEL: 'error',
        PORT: port,
        HOST: '127.0.0.1',
        APP_KEY: secret(),
        DB_CONNECTION: 'sqlite',
        SQLITE_FILE: join(folder, 'rappel.sqlite3'),
        SMS_GATEWAY: 'log',
        MONITORING_SECRET: secret(),
        /** So that every metric has samples. */
        KAFKA_BROKERS: '127.0.0.1:1',
      },
      folder
    )
    await rappel.#begin()
    return rappel
  }

  async stop(): Promise<void> {
    if (this.#web?.exitCode === null) {
      this.#web.kill('SIGTERM')
      await once(this.#web, 'close')
    }
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** The status of a request without any header. */
  async status(path: string): Promise<number> {
    const { status } = await fetch(`${this.url}${path}`, { redirect: 'manual' })
    return status
  }

  async #begin(): Promise<void> {
    const options = { cwd: pathOf('.'), env: this.environment }
    const migrate = ['ace.js', 'migration:run', '--force', '--no-schema-generate']
    const { status, stderr } = spawnSync(process.execPath, migrate, options)
    if (status !== 0) throw new Error(`The migrations failed: ${stderr}`)
    const web = ['--import=./bin/compile_once.js', 'bin/server.ts']
    this.#web = spawn(process.execPath, web, { ...options, stdio: ['ignore', 'ignore', 'inherit'] })
    while (!(await this.#isReady())) await delay(100)
    const headers = { 'X-Monitoring-Secret': this.environment.MONITORING_SECRET }
    const response = await fetch(`${this.url}/metrics`, { headers })
    const answer = await response.text()
    const types = answer.matchAll(/^# TYPE (\S+) (\S+)$/gm)
    for (const [, name, type] of types)
      for (const suffix of type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
        this.metrics.add(name + suffix)
  }

  async #isReady(): Promise<boolean> {
    if (this.#web!.exitCode !== null) throw new Error('The web server has ended')
    return this.status('/health/ready').then(
      (status) => status === 200,
      () => false
    )
  }
}
