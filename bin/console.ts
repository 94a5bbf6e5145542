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
import { constants } from 'node:os'
import { Ignitor } from '@adonisjs/core'
import type { ApplicationService } from '@adonisjs/core/types'
import { explainBootError, explainConfigurationFault } from './explain_boot_error.js'

/** URL to the application root: resolves the paths to files and folders of the application. */
const APP_ROOT = new URL('../', import.meta.url)

const IMPORTER = (filePath: string) => {
  if (filePath.startsWith('./') || filePath.startsWith('../')) {
    return import(new URL(filePath, APP_ROOT).href)
  }
  return import(filePath)
}

/** Milliseconds for what is left after the end, such as a timer that nobody stopped. */
const AFTER_THE_END_MS = 1_000

let begun = false

/**
 * Before the command begins nothing is under way, and a boot that went on would
 * not know that it was told to end: the process would live for ever.
 */
async function end(app: ApplicationService, signal: number): Promise<void> {
  if (app.isTerminating || app.isTerminated) return
  if (!begun) process.exit(128 + signal)
  await app.terminate()
  setTimeout(() => process.exit(), AFTER_THE_END_MS).unref()
}

new Ignitor(APP_ROOT, { importer: IMPORTER })
  .tap((app) => {
    app.booting(async () => {
      await import('#start/env')
    })
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      app.listen(signal, () => end(app, constants.signals[signal]))
    }
  })
  .ace()
  .configure(async (app) => {
    const kernel = await app.container.make('ace')
    kernel.executing(() => {
      begun = true
    })
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
