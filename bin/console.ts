/*
|--------------------------------------------------------------------------
| Ace entrypoint
|--------------------------------------------------------------------------
|
| Loaded by "ace.js", never directly. SIGINT is listened to as well: the stock
| file ignores it, and a Ctrl-C would end a sweep in the middle of a message.
|
*/

import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import { explainBootError, explainConfigurationFault } from './explain_boot_error.js'

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
    app.listen('SIGINT', () => app.terminate())
  })
  .ace()
  .configure(async (app) => {
    const kernel = await app.container.make('ace')
    const builtIn = kernel.errorHandler
    kernel.errorHandler = {
      render: async (error, ...rest) => {
        if (explainConfigurationFault(error)) kernel.exitCode = 1
        else await builtIn.render(error, ...rest)
      },
    } as typeof builtIn
  })
  .handle(process.argv.splice(2))
  .catch(explainBootError)
