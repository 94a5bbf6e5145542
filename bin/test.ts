/*
|--------------------------------------------------------------------------
| Test runner entrypoint
|--------------------------------------------------------------------------
|
| Run by "node ace test". DB_CONNECTION=sqlite|pg chooses the database that the
| suites run on.
|
*/

process.env.NODE_ENV = 'test'

import 'reflect-metadata'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ignitor, prettyPrintError } from '@adonisjs/core'
import { configure, processCLIArgs, run } from '@japa/runner'

/** A database of this run alone: a SQLite file, or a PostgreSQL started for it unless DB_HOST names one. */
const cleanups: (() => void | Promise<void>)[] = []
if (process.env.DB_CONNECTION === 'pg') {
  if (!process.env.DB_HOST) {
    const { startPostgres } = await import('../tests/helpers/postgres.js')
    const postgres = await startPostgres()
    cleanups.push(() => postgres.stop())
  }
} else {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-test-'))
  process.env.DB_CONNECTION = 'sqlite'
  process.env.SQLITE_FILE = join(folder, 'rappel.sqlite3')
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
}

/** URL to the application root: resolves the paths to files and folders of the application. */
const APP_ROOT = new URL('../', import.meta.url)

const IMPORTER = (filePath: string) => {
  if (filePath.startsWith('./') || filePath.startsWith('../')) {
    return import(new URL(filePath, APP_ROOT).href)
  }
  return import(filePath)
}

new Ignitor(APP_ROOT, { importer: IMPORTER })
  .tap((app) => {
    app.booting(async () => {
      await import('#start/env')
    })
    app.listen('SIGTERM', () => app.terminate())
  })
  .testRunner()
  .configure(async (app) => {
    const { runnerHooks, ...config } = await import('../tests/bootstrap.js')

    processCLIArgs(process.argv.splice(2))
    configure({
      ...app.rcFile.tests,
      ...config,
      ...{
        setup: runnerHooks.setup,
        teardown: runnerHooks.teardown.concat([() => app.terminate(), ...cleanups]),
      },
    })
  })
  .run(() => run())
  .catch((error) => {
    process.exitCode = 1
    prettyPrintError(error)
  })
