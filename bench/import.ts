import 'reflect-metadata'
import { setFlagsFromString } from 'node:v8'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ignitor } from '@adonisjs/core'

/**
 * How long an import of many rows takes, how much memory it holds, and what the
 * same file costs again. Run: `node --import=@poppinss/ts-exec bench/import.ts [rows]`
 * with Node 24; DB_CONNECTION=pg for PostgreSQL (started by itself unless DB_HOST
 * names one). Two rows a patient, one new facility in 500 rows, all due in a year,
 * but for every tenth, which is due next week and gets reminders.
 */
const ROWS = Number(process.argv[2] ?? 100_000)
const APP_ROOT = new URL('../', import.meta.url)

/** As the command does. */
setFlagsFromString('--semi-space-growth-factor=1')

const folder = await mkdtemp(join(tmpdir(), 'rappel-bench-'))
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
    await writeSample(file)
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
  await rm(folder, { recursive: true, force: true })
}

async function migrate() {
  const { MigrationRunner } = await import('@adonisjs/lucid/migration')
  const db = await app.container.make('lucid.db')
  const runner = new MigrationRunner(db, app, { direction: 'up' })
  await runner.run()
  if (runner.error) throw runner.error
}

async function writeSample(file: string) {
  const day = (offset: number) =>
    new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
  const stream = createWriteStream(file)
  stream.write(
    'patient_ref,first_name,last_name,birth_date,caregiver_phone,language,facility,timezone,vaccine,dose,due_on,administered_on,consent\n'
  )
  for (let row = 0; row < ROWS; row++) {
    const patient = Math.floor(row / 2)
    const line = [
      `CM-DLA-${String(patient).padStart(7, '0')}`,
      'Aïssatou',
      'Ngo Mbarga',
      '2025-12-01',
      `+2376${70_000_000 + patient}`,
      patient % 3 ? 'fr' : 'en',
      `CSI ${Math.floor(row / 500)}`,
      'Africa/Douala',
      'Penta',
      String((row % 2) + 1),
      day(row % 10 ? 365 : 7),
      '',
      row % 7 ? '' : 'yes',
    ]
    if (!stream.write(line.join(',') + '\n')) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
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
