/*
|--------------------------------------------------------------------------
| Ace entrypoint
|--------------------------------------------------------------------------
|
| Loaded by "ace.js", never directly. How its process ends, by a signal or a
| fault, is in "process_end.ts".
|
*/

import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import type { ApplicationService } from '@adonisjs/core/types'
import {
  explainBootError,
  explainConfigurationFault,
  explainOperatorFault,
} from './explain_boot_error.js'
import { ProcessEnd } from './process_end.js'

/** URL to the application root: resolves the paths to files and folders of the application. */
const APP_ROOT = new URL('../', import.meta.url)

const IMPORTER = (filePath: string) => {
  if (filePath.startsWith('./') || filePath.startsWith('../')) {
    return import(new URL(filePath, APP_ROOT).href)
  }
  return import(filePath)
}

/** Migrations have no time limit. */
const UNLIMITED = /^(?:migration|db):/

const commandLine = process.argv.splice(2)
if (UNLIMITED.test(commandLine.at(0) ?? '')) process.env.DB_STATEMENT_TIMEOUT_MS = '0'

let end: ProcessEnd

new Ignitor(APP_ROOT, { importer: IMPORTER })
  .tap((app) => {
    app.booting(async () => {
      await import('#start/env')
    })
    end = new ProcessEnd(app).watch()
  })
  .ace()
  .configure(async (app) => {
    const kernel = await app.container.make('ace')
    kernel.executing(() => end.begin())
    kernel.loading(async ({ commandName }) => {
      if (commandName === 'list:routes') await loadRoutes(app)
    })
    const builtIn = kernel.errorHandler
    kernel.errorHandler = {
      render: async (error, ...rest) => {
        if (explainConfigurationFault(error) || explainOperatorFault(error)) kernel.exitCode = 1
        else await builtIn.render(error, ...rest)
      },
    } as typeof builtIn
  })
  .handle(commandLine)
  .catch(explainBootError)

/** Only the web server preloads routes, so that they slow down no other command. */
async function loadRoutes(app: ApplicationService): Promise<void> {
  await import('#start/routes')
  const router = await app.container.make('router')
  router.commit()
}
