/*
|--------------------------------------------------------------------------
| HTTP server entrypoint
|--------------------------------------------------------------------------
*/

import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import { createHttpServer } from './create_http_server.js'
import { explainBootError } from './explain_boot_error.js'
import { protectNewFiles } from './protect_new_files.js'
import { ProcessEnd } from './process_end.js'

process.env.TZ = 'UTC'
protectNewFiles()

/** URL to the application root: resolves the paths to files and folders of the application. */
const APP_ROOT = new URL('../', import.meta.url)

const IMPORTER = (filePath: string) => {
  if (filePath.startsWith('./') || filePath.startsWith('../')) {
    return import(new URL(filePath, APP_ROOT).href)
  }
  return import(filePath)
}

let end: ProcessEnd

const ignitor = new Ignitor(APP_ROOT, { importer: IMPORTER })

ignitor
  .tap((app) => {
    app.booting(async () => {
      await import('#start/env')
      /** The framework's own default is every address of the machine. */
      process.env.HOST ||= '127.0.0.1'
    })
    /** Not in a provider: "codegen" loads those of the web server too, and would not end. */
    app.starting(async () => {
      const { refuseUnsafeProduction } = await import('#settings/unsafe_production')
      if (app.inProduction) refuseUnsafeProduction(process.env)
      const { refuseOtherKeys } = await import('#services/refuse_other_keys')
      await refuseOtherKeys(app)
    })
    end = new ProcessEnd(app).watch()
  })
  .httpServer()
  .start((handler) => createHttpServer(handler, ignitor.getApp()!.config.get('http_server')))
  .then(() => end.begin())
  .catch(async (error) => {
    await explainBootError(error)
    /** Connections to the database would keep the process alive. */
    process.exit(1)
  })
