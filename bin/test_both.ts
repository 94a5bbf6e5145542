/*
|--------------------------------------------------------------------------
| The suites on both databases
|--------------------------------------------------------------------------
|
| `npm test` runs the unit and functional suites on SQLite and, side by side, on
| PostgreSQL (one of its own, unless DB_HOST names one). Other suites by name:
| `npm test -- long`, `npm test -- reliability`. Where PostgreSQL cannot be started
| its run is skipped with a line that says so; REQUIRE_POSTGRES=1 makes that a
| failure.
|
| The last line is the peak memory of each run.
|
*/

import { spawn } from 'node:child_process'
import { startPostgres } from '../tests/helpers/postgres.js'

const suites = process.argv.slice(2)
/** Left alone, V8 and malloc keep several times the memory that is in use. */
const BOUNDS = {
  flags: ['--max-semi-space-size=8', '--max-old-space-size=512'],
  environment: { MALLOC_ARENA_MAX: '2' },
}
const args =
  suites.length > 0
    ? ['ace.js', 'test', ...suites]
    : ['ace.js', ...BOUNDS.flags, 'test', 'unit', 'functional']
const totals = { passed: 0, failed: 0, skipped: 0 }
const peaks: string[] = []

const onSqlite = runSuites('SQLite', { DB_CONNECTION: 'sqlite' }, { live: true })
const onPostgres = runOnPostgres()
const passed = [await onSqlite, await onPostgres].every(Boolean)

console.log(`\nTests: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
if (peaks.length > 0) console.log(`Peak memory: ${peaks.join(', ')}`)
process.exit(passed ? 0 : 1)

async function runOnPostgres(): Promise<boolean> {
  let postgres: Awaited<ReturnType<typeof startPostgres>> | undefined
  try {
    if (!process.env.DB_HOST) postgres = await startPostgres({ synced: false })
  } catch (error) {
    await onSqlite
    console.log(`\nPostgreSQL: SKIPPED, it could not be started here (${error.message})`)
    return process.env.REQUIRE_POSTGRES !== '1'
  }
  const isGreen = await runSuites('PostgreSQL', { DB_CONNECTION: 'pg' })
  await postgres?.stop()
  return isGreen
}

/** The output of a run is printed live, or at its end, after the live one. */
async function runSuites(
  name: string,
  environment: Record<string, string>,
  { live = false } = {}
): Promise<boolean> {
  const child = spawn(process.execPath, args, {
    env: {
      ...process.env,
      ...BOUNDS.environment,
      ...environment,
      FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = `\n━━ ${name} ━━\n`
  if (live) process.stdout.write(printed)
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk
      if (live) process.stdout.write(chunk)
    })
  }
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (!live) {
    await onSqlite
    process.stdout.write(printed)
  }
  const summary = printed.slice(-2_000)
  count(/Tests\s+(\S.*)\(\d+\)/.exec(summary)?.[1] ?? '')
  const peak = /^Peak memory\s+(\S.*)$/m.exec(summary)?.[1]
  if (peak) peaks.push(`${name} ${peak}`)
  return code === 0
}

function count(summary: string): void {
  for (const outcome of Object.keys(totals) as (keyof typeof totals)[])
    totals[outcome] += Number(new RegExp(`(\\d+) ${outcome}`).exec(summary)?.[1] ?? 0)
}
