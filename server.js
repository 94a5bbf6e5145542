/*
|--------------------------------------------------------------------------
| The web server of a production build: `npm start`
|--------------------------------------------------------------------------
|
| Works in the sources, after `npm run build`, and in `build/` itself. Started in
| the sources it uses their `.env`, and the database that `node ace` uses there.
|
*/

import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const inBuild = join('bin', 'server.js')

if (existsSync(join(here, inBuild))) {
  await import(pathToFileURL(join(here, inBuild)).href)
} else if (existsSync(join(here, 'build', inBuild))) {
  useSettingsOf(here)
  await import(pathToFileURL(join(here, 'build', inBuild)).href)
} else {
  console.error(
    'There is no production build: run "npm run build" first, or "npm run dev" for a server from the sources.'
  )
  process.exitCode = 1
}

/** Paths are relative to the sources; the next build deletes everything in `build/`. */
function useSettingsOf(sources) {
  const file = join(sources, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  const { env } = process
  env.SQLITE_FILE = resolve(sources, env.SQLITE_FILE || join('tmp', 'rappel.sqlite3'))
  if (env.RAPPEL_STATE_DIR) env.RAPPEL_STATE_DIR = resolve(sources, env.RAPPEL_STATE_DIR)
  else if (env.DB_CONNECTION === 'pg') env.RAPPEL_STATE_DIR = join(sources, 'tmp', 'state')
}
