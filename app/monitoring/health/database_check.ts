import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import type { HealthCheck } from '#monitoring/health/health_check'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { query } from '#storage/sql'

/** Milliseconds of a round trip above which the database is slow. */
const SLOW_MS = 1_000

/** Beside `app/` in the sources and in a build. */
const MIGRATIONS = new URL('../../../database/migrations/', import.meta.url)

/** Whether the database answers and its tables match this version. */
export const databaseCheck: HealthCheck = {
  key: 'database:responseTime',
  name: 'database',
  async run({ client }) {
    const started = performance.now()
    await query(client, 'SELECT 1')
    const observed = {
      observedValue: Math.round(performance.now() - started),
      observedUnit: 'ms',
      thresholds: { warn: SLOW_MS },
    }

    const missing = await missingMigrations(client)
    if (missing.length > 0) {
      const output = `${missing.length} migrations have not run (first: ${missing[0]}): run "node ace migration:run --force"`
      return { ...observed, status: 'fail', output }
    }
    if (observed.observedValue > SLOW_MS) {
      const output = `A round trip took ${observed.observedValue} ms: check the load and the disk of the database`
      return { ...observed, status: 'warn', output }
    }
    return { ...observed, status: 'pass', output: 'Answers, and all migrations have run' }
  },
}

async function missingMigrations(client: QueryClientContract): Promise<string[]> {
  const entries = await readdir(MIGRATIONS)
  const names = entries.map((entry) => /^(?<name>[^.]+)\.(ts|js)$/.exec(entry)?.groups?.name)
  const wanted = names.filter((name) => name !== undefined).sort()
  /** The database has just answered: if this fails, the table does not exist yet. */
  const rows = await query<{ name: string }>(client, 'SELECT name FROM adonis_schema').catch(
    () => []
  )
  const done = new Set(rows.map(({ name }) => basename(name)))
  return wanted.filter((name) => !done.has(name))
}
