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
import { endOnOperatorFault } from './end_command.js'
import { explainBootError } from './explain_boot_error.js'
import { protectNewFiles } from './protect_new_files.js'
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

/** Commands that may look up or write refusals. The health report says itself what is missing. */
const NEEDS_KEYS = /^(?:sms:(?!health|simulate)|patient:|consent:|schedule:|scheduler:run)/

const commandLine = process.argv.splice(2)
if (UNLIMITED.test(commandLine.at(0) ?? '')) process.env.DB_STATEMENT_TIMEOUT_MS = '0'

/** Commands of developers, whose files others read: a build belongs to root and runs as somebody else. */
const FOR_DEVELOPERS = /^(?:build|serve|codegen|add|configure|eject|test)$|^make:/

if (!FOR_DEVELOPERS.test(commandLine.at(0) ?? '')) protectNewFiles()

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
    kernel.executing(async ({ commandName }) => {
      if (NEEDS_KEYS.test(commandName)) {
        const { refuseOtherKeys } = await import('#services/refuse_other_keys')
        await refuseOtherKeys(app)
      }
      end.begin()
    })
    kernel.loading(async ({ commandName }) => {
      if (commandName === 'list:routes') await loadRoutes(app)
    })
    const builtIn = kernel.errorHandler
    kernel.errorHandler = {
      render: async (error, ...rest) => {
        const code = endOnOperatorFault(error, commandLine)
        if (code === undefined) await builtIn.render(error, ...rest)
        else kernel.exitCode = code
      },
    } as typeof builtIn
  })
  .handle(commandLine)
  .catch(async (error) => {
    const code = endOnOperatorFault(error, commandLine)
    if (code === undefined) await explainBootError(error)
    else process.exitCode = code
  })

/** Only the web server preloads routes, so that they slow down no other command. */
async function loadRoutes(app: ApplicationService): Promise<void> {
  await import('#start/routes')
  const router = await app.container.make('router')
  router.commit()
}
