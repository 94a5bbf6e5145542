import { randomBytes } from 'node:crypto'
import 'reflect-metadata'
import { join } from 'node:path'
import { Ignitor } from '@adonisjs/core'
import type { ApplicationService } from '@adonisjs/core/types'
import { deleteFolder, exitOnSignals, temporaryFolder } from '../tests/helpers/at_exit.js'
import { startPostgres } from '../tests/helpers/postgres.js'

exitOnSignals()

/** Boots the application for a bench, on its own database and with the given environment. */
export async function bootForBench(
  database: 'sqlite' | 'pg',
  environment: Record<string, string> = {}
): Promise<{ app: ApplicationService; stop(): Promise<void> }> {
  const folder = temporaryFolder('rappel-bench-')
  const postgres = database === 'pg' && !process.env.DB_HOST ? await startPostgres() : undefined
  Object.assign(process.env, {
    TZ: 'UTC',
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    APP_KEY: randomBytes(32).toString('hex'),
    HOST: '127.0.0.1',
    PORT: '0',
    DB_CONNECTION: database,
    SQLITE_FILE: join(folder, 'bench.sqlite3'),
    RAPPEL_STATE_DIR: join(folder, 'state'),
    /** Filling a large table takes longer than a statement may otherwise. */
    DB_STATEMENT_TIMEOUT_MS: '600000',
    ...environment,
  })
  const root = new URL('../', import.meta.url)
  const ignitor = new Ignitor(root, {
    importer: (path) => import(path.startsWith('.') ? new URL(path, root).href : path),
  })
  const app = ignitor.createApp('console')
  await app.init()
  await app.boot()
  await app.start(() => {})
  const { MigrationRunner } = await import('@adonisjs/lucid/migration')
  const db = await app.container.make('lucid.db')
  const migrator = new MigrationRunner(db, app, { direction: 'up' })
  await migrator.run()
  if (migrator.error) throw migrator.error

  return {
    app,
    async stop() {
      await app.terminate()
      await postgres?.stop()
      deleteFolder(folder)
    },
  }
}

/** Watches the resident memory of this process, in MB. */
export function watchMemory(): { peakMb(): number; stop(): void } {
  let peak = process.memoryUsage.rss()
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20)
  return {
    peakMb: () => Math.round(Math.max(peak, process.memoryUsage.rss()) / 1024 / 1024),
    stop: () => clearInterval(timer),
  }
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
