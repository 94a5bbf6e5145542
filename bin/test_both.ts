/*
|--------------------------------------------------------------------------
| The suites on both databases
|--------------------------------------------------------------------------
|
| `npm test` runs the unit suite, which tries the statements, on SQLite and on PostgreSQL
| (one of its own, unless DB_HOST names one), and the functional suite on SQLite, each in
| a process and on a database of its own, all of them side by side. Other suites by name,
| on both: `npm test -- reliability`, and `npm test -- long`, to which the functional suite
| on PostgreSQL belongs. Where PostgreSQL cannot be started its runs are skipped with a
| line that says so; REQUIRE_POSTGRES=1 makes that a failure.
|
| With RUN_FAILED_AGAIN=1, where at most three specs failed, they run once more, alone.
| Those that are green then are named at the end: each is a fault, of the test or of what
| it tests, but does not stop what comes after.
|
| At the end it prints the peak memory of each run.
|
*/

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { exitOnSignals, killAtExit, temporaryFolder } from '../tests/helpers/at_exit.js'
import { readFailedSpecs } from '../tests/helpers/failed_specs.js'
import { provideBroker } from '../tests/helpers/kafka_broker.js'
import { startPostgres } from '../tests/helpers/postgres.js'

exitOnSignals()
const named = process.argv.slice(2)
/** Both runs share a broker; each test has topics of its own. */
const broker = named.includes('kafka') ? await provideBroker() : null
/** Left alone, V8 and malloc keep several times the memory that is in use. */
const BOUNDS = {
  flags: ['--max-semi-space-size=16', '--max-old-space-size=512'],
  environment: { MALLOC_ARENA_MAX: '2' },
}
const RUNNER = ['--import=./bin/compile_once.js', '--enable-source-maps', 'bin/test.ts']
const flags = named.length > 0 ? [] : BOUNDS.flags
const suites = chooseSuites()
const totals = { passed: 0, failed: 0, skipped: 0 }
const peaks: string[] = []
/** More than this is no accident. */
const MOST_RUN_AGAIN = 3
const unsteady: string[] = []
const scratch = temporaryFolder('rappel-runs-')

/** Of each run, in the order in which they are printed: the first as it goes, others when their turn comes. */
let printed: Promise<unknown> = Promise.resolve()
const onSqlite = suites.sqlite.map((suite) =>
  run(`SQLite, ${suite}`, [suite], { DB_CONNECTION: 'sqlite' })
)
const onPostgres = runOnPostgres()
const passed = [...(await Promise.all(onSqlite)), await onPostgres].every(Boolean)

console.log(`\nTests: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
for (const spec of unsteady) console.log(`Failed once, green when run again: ${spec}`)
if (peaks.length > 0) console.log(`Peak memory: ${peaks.join(', ')}`)
if (named.length === 0) {
  console.log('Functional, on PostgreSQL: not in this run, see "npm test -- long"')
  console.log('Kafka: not in this run, see "npm test -- kafka"')
}
await broker?.stop()
process.exit(passed ? 0 : 1)

function chooseSuites(): { sqlite: string[]; pg: string[] } {
  if (named.length === 0) return { sqlite: ['unit', 'functional'], pg: ['unit'] }
  const pg = named.includes('long') ? [...new Set([...named, 'functional'])] : named
  return { sqlite: named, pg }
}

async function runOnPostgres(): Promise<boolean> {
  const environment = { DB_CONNECTION: 'pg' }
  /** Of a server that is given we have one database, on which one suite follows the other. */
  if (process.env.DB_HOST) return run('PostgreSQL', suites.pg, environment)

  let postgres: Awaited<ReturnType<typeof startPostgres>>
  const databases = suites.pg.map((suite) => `rappel_${suite}`)
  try {
    postgres = await startPostgres({ synced: false, databases })
  } catch (error) {
    await Promise.all(onSqlite)
    console.log(`\nPostgreSQL: SKIPPED, it could not be started here (${error.message})`)
    return process.env.REQUIRE_POSTGRES !== '1'
  }
  const runs = suites.pg.map((suite, index) =>
    run(`PostgreSQL, ${suite}`, [suite], { ...environment, DB_DATABASE: databases[index] })
  )
  const greens = await Promise.all(runs)
  await postgres.stop()
  return greens.every(Boolean)
}

/** Answers whether all is green. */
async function run(
  name: string,
  args: string[],
  environment: Record<string, string>
): Promise<boolean> {
  const failed = join(scratch, `${name}.json`)
  if (await isGreen(name, args, { ...environment, FAILED_SPECS: failed })) return true
  if (process.env.RUN_FAILED_AGAIN !== '1') return false
  const specs = await readFailedSpecs(failed)
  if (specs.length === 0 || specs.length > MOST_RUN_AGAIN) return false
  const again = [...args, ...specs.map((spec) => `--files=${spec}`)]
  if (!(await isGreen(`${name}, again`, again, environment))) return false
  unsteady.push(...specs.map((spec) => `${spec} (${name})`))
  return true
}

async function isGreen(
  name: string,
  args: string[],
  environment: Record<string, string>
): Promise<boolean> {
  const child = spawn(process.execPath, [...flags, ...RUNNER, ...args], {
    env: {
      ...process.env,
      ...BOUNDS.environment,
      ...environment,
      FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  killAtExit(child, 'SIGTERM')
  const ended = new Promise((resolve) => child.once('close', resolve))
  let [output, isLive] = [`\n━━ ${name} ━━\n`, false]
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk
      if (isLive) process.stdout.write(chunk)
    })
  }
  printed = printed.then(() => {
    process.stdout.write(output)
    isLive = true
    return ended
  })
  await printed
  summarize(name, output.slice(-2_000))
  return (await ended) === 0
}

function summarize(name: string, summary: string): void {
  const counts = /Tests\s+(\S.*)\(\d+\)/.exec(summary)?.[1] ?? ''
  for (const outcome of Object.keys(totals) as (keyof typeof totals)[])
    totals[outcome] += Number(new RegExp(`(\\d+) ${outcome}`).exec(counts)?.[1] ?? 0)
  const peak = /^Peak memory\s+(\S.*)$/m.exec(summary)?.[1]
  if (peak) peaks.push(`${name} ${peak}`)
}
