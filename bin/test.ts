/*
|--------------------------------------------------------------------------
| Test runner entrypoint
|--------------------------------------------------------------------------
|
| Run by "node ace test", and by "npm test" without ace, which takes a second longer to
| start. DB_CONNECTION=sqlite|pg chooses the database that the suites run on.
|
*/

process.env.NODE_ENV = 'test'
process.env.TZ = 'UTC'

import 'reflect-metadata'
import { join } from 'node:path'
import { Ignitor, prettyPrintError } from '@adonisjs/core'
import { configure, processCLIArgs, run } from '@japa/runner'
import { atExit, quickestFolder, temporaryFolder } from '../tests/helpers/at_exit.js'
import { freePort, startPostgres } from '../tests/helpers/postgres.js'

atExit(() => console.log(`Peak memory  ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`))

/**
 * A database for this run only: a SQLite file, or a PostgreSQL started for it unless DB_HOST names
 * one.
 */
const cleanups: (() => void | Promise<void>)[] = []
/** Several runs may go on side by side. */
process.env.PORT ??= String(await freePort())
process.env.RAPPEL_STATE_DIR = temporaryFolder('rappel-state-')
if (process.env.DB_CONNECTION === 'pg') {
  if (!process.env.DB_HOST) {
    const postgres = await startPostgres({ synced: false })
    cleanups.push(() => postgres.stop())
  }
} else {
  process.env.DB_CONNECTION = 'sqlite'
  const folder = temporaryFolder('rappel-test-', quickestFolder())
  process.env.SQLITE_FILE = join(folder, 'rappel.sqlite3')
}

if (process.argv.includes('kafka')) {
  const { provideBroker } = await import('../tests/helpers/kafka_broker.js')
  const broker = await provideBroker()
  cleanups.push(async () => broker?.stop())
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
    app.listen('SIGTERM', () => {
      app.terminate().catch(fail)
    })
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
  .catch(fail)

async function fail(error: unknown): Promise<void> {
  process.exitCode = 1
  await prettyPrintError(error)
}
