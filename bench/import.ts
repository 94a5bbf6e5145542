import 'reflect-metadata'
import { setFlagsFromString } from 'node:v8'
import { join } from 'node:path'
import { Ignitor } from '@adonisjs/core'
import { exitOnSignals, temporaryFolder } from '../tests/helpers/at_exit.js'
import { writeSampleCsv } from './sample_csv.js'

/**
 * The duration and memory of an import of many rows, and the cost of importing the same file again.
 * Run: `node --import=./bin/compile_once.js bench/import.ts [rows]` with Node 24; DB_CONNECTION=pg for
 * PostgreSQL (started automatically unless DB_HOST names one). Two rows per patient, one new
 * facility in 500 rows, all due in a year, except every tenth, which is due next week and gets
 * reminders.
 */
const ROWS = Number(process.argv[2] ?? 100_000)
const APP_ROOT = new URL('../', import.meta.url)

/** The same as in the command. */
setFlagsFromString('--semi-space-growth-factor=1')

exitOnSignals()
const folder = temporaryFolder('rappel-bench-')
Object.assign(process.env, {
  NODE_ENV: 'test',
  TZ: 'UTC',
  SQLITE_FILE: join(folder, 'bench.sqlite3'),
})
const postgres =
  process.env.DB_CONNECTION === 'pg' && !process.env.DB_HOST
    ? await import('#tests/helpers/postgres').then(({ startPostgres }) => startPostgres())
    : undefined

const app = new Ignitor(APP_ROOT, {
  importer: (path) =>
    import(path.startsWith('./') || path.startsWith('../') ? new URL(path, APP_ROOT).href : path),
}).createApp('console')
await app.init()
await app.boot()

try {
  await app.start(async () => {
    await migrate()
    const file = join(folder, 'patients.csv')
    await writeSampleCsv(file, ROWS)
    const { ImportPatients } = await import('#imports/import_patients')
    const importPatients = await app.container.make(ImportPatients)
    for (const run of ['first import', 'same file again']) {
      const memory = watchMemory()
      const started = performance.now()
      const { imported, unchanged, rejected, reminders } = await importPatients.run({
        file,
        defaultCountry: 'CM',
      })
      const seconds = (performance.now() - started) / 1000
      console.log(
        JSON.stringify({
          run,
          database: process.env.DB_CONNECTION ?? 'sqlite',
          rows: ROWS,
          seconds: Number(seconds.toFixed(1)),
          rowsPerSecond: Math.round(ROWS / seconds),
          rssBeforeMb: memory.beforeMb,
          peakRssMb: memory.peakMb(),
          created: imported.created,
          updated: imported.updated,
          unchanged,
          rejected,
          reminders,
        })
      )
    }
  })
} finally {
  await app.terminate()
  await postgres?.stop()
}

async function migrate() {
  const { MigrationRunner } = await import('@adonisjs/lucid/migration')
  const db = await app.container.make('lucid.db')
  const runner = new MigrationRunner(db, app, { direction: 'up' })
  await runner.run()
  if (runner.error) throw runner.error
}

function watchMemory() {
  const before = process.memoryUsage.rss()
  let peak = before
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20)
  return {
    beforeMb: Math.round(before / 1_048_576),
    peakMb() {
      clearInterval(timer)
      return Math.round(Math.max(peak, process.memoryUsage.rss()) / 1_048_576)
    },
  }
}
