/*
|--------------------------------------------------------------------------
| The suites on both databases
|--------------------------------------------------------------------------
|
| `npm test` runs the unit and functional suites on SQLite, then on PostgreSQL
| (one of its own, unless DB_HOST names one). Other suites by name:
| `npm test -- reliability`. Where PostgreSQL cannot be started its run is
| skipped with a line that says so; REQUIRE_POSTGRES=1 makes that a failure.
|
*/

import { spawn } from 'node:child_process'
import { startPostgres } from '../tests/helpers/postgres.js'

const suites = process.argv.slice(2)
const args = ['ace.js', 'test', ...(suites.length > 0 ? suites : ['unit', 'functional'])]
const totals = { passed: 0, failed: 0, skipped: 0 }

let failed = !(await runSuites('SQLite', { DB_CONNECTION: 'sqlite' }))

try {
  const postgres = process.env.DB_HOST ? undefined : await startPostgres()
  failed = !(await runSuites('PostgreSQL', { DB_CONNECTION: 'pg' })) || failed
  await postgres?.stop()
} catch (error) {
  console.log(`\nPostgreSQL: SKIPPED, it could not be started here (${error.message})`)
  if (process.env.REQUIRE_POSTGRES === '1') failed = true
}

console.log(`\nTests: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
process.exit(failed ? 1 : 0)

function runSuites(name: string, environment: Record<string, string>): Promise<boolean> {
  console.log(`\n━━ ${name} ━━`)
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...environment, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let tail = ''
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      tail = (tail + chunk).slice(-2_000)
    })
    child.on('close', (code) => {
      const summary = /Tests\s+(.+)\(\d+\)/.exec(tail)?.[1] ?? ''
      for (const count of Object.keys(totals) as (keyof typeof totals)[]) {
        totals[count] += Number(new RegExp(`(\\d+) ${count}`).exec(summary)?.[1] ?? 0)
      }
      resolve(code === 0)
    })
  })
}
