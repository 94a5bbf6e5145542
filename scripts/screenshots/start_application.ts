import 'reflect-metadata'
import { join } from 'node:path'
import { Ignitor } from '@adonisjs/core'
import { atExit, quickestFolder, temporaryFolder } from '../../tests/helpers/at_exit.js'
import { freePort } from '../../tests/helpers/postgres.js'

const ROOT = new URL('../../', import.meta.url)

/** A programme in Cameroon on trial: no Orange listens at this address. */
const ENVIRONMENT = {
  NODE_ENV: 'test',
  TZ: 'UTC',
  APP_TIMEZONE: 'Africa/Douala',
  DB_CONNECTION: 'sqlite',
  SMS_GATEWAY: 'orange',
  ORANGE_BASE_URL: 'http://127.0.0.1:9',
  ORANGE_CLIENT_ID: 'screenshots',
  ORANGE_CLIENT_SECRET: 'screenshots',
  ORANGE_SENDER_ADDRESS: 'tel:+2370000',
  ORANGE_COUNTRY: 'CMR',
}

/** Starts the web server in this process, on an empty database of its own. */
export async function startApplication(): Promise<void> {
  const folder = temporaryFolder('rappel-screenshots-', quickestFolder())
  Object.assign(process.env, ENVIRONMENT, {
    PORT: String(await freePort()),
    SQLITE_FILE: join(folder, 'rappel.sqlite3'),
    RAPPEL_STATE_DIR: join(folder, 'state'),
  })
  const importer = (path: string) => import(path.startsWith('.') ? new URL(path, ROOT).href : path)
  const app = new Ignitor(ROOT, { importer })
    .tap((one) => {
      one.booting(async () => {
        await import('#start/env')
      })
    })
    .createApp('test')
  await app.init()
  await app.boot()
  await app.start(async () => {
    const { default: testUtils } = await import('@adonisjs/core/services/test_utils')
    await testUtils.db().migrate()
    const stop = await testUtils.httpServer().start()
    atExit(() => void stop())
  })
}
