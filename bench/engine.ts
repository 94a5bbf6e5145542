/**
 * The speed of the engine alone, with a gateway that accepts at once, on SQLite and PostgreSQL. For
 * comparison: graphile-worker and pg-boss with trivial jobs at their recommended settings on the
 * same PostgreSQL, and bare claim/update loops. `npm run bench:engine [-- --messages=20000
 * --rounds=3]`. Each contender runs in its own process, so that its peak memory is its own; rounds
 * alternate.
 */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median } from './helpers.js'
import { killAtExit, temporaryFolder } from '../tests/helpers/at_exit.js'
import { startPostgres } from '../tests/helpers/postgres.js'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
  },
})
const messages = Number(values.messages)
const rounds = Number(values.rounds)

interface Contender {
  name: string
  script: string
  args: string[]
}

const CONTENDERS: Contender[] = [
  { name: 'Rappel on SQLite', script: 'rappel', args: ['sqlite'] },
  { name: 'bare claim/update loop, SQLite', script: 'bare_loop', args: ['sqlite'] },
  { name: 'Rappel on PostgreSQL', script: 'rappel', args: ['pg'] },
  { name: 'graphile-worker, batched', script: 'graphile_worker', args: [] },
  { name: 'pg-boss, batches of 500 × 4', script: 'pg_boss', args: [] },
  { name: 'bare claim/update loop, PostgreSQL', script: 'bare_loop', args: ['pg'] },
]

/** The output of a contender at the end of its process. */
export interface RoundResult {
  perSecond: number
  peakMb: number
}

const folder = temporaryFolder('rappel-bench-')
const postgres = await startPostgres()
const results = new Map<string, RoundResult[]>(CONTENDERS.map(({ name }) => [name, []]))

console.log(
  `${messages} messages or jobs, ${rounds} rounds, ${availableParallelism()} cores, batches of 500`
)
for (let round = 0; round < rounds; round++) {
  for (const contender of CONTENDERS) {
    results.get(contender.name)!.push(await run(contender, round))
  }
}
for (const [name, ofRounds] of results) {
  const speeds = ofRounds.map(({ perSecond }) => Math.round(perSecond))
  const spread = `${Math.min(...speeds)}–${Math.max(...speeds)}`
  const peak = Math.max(...ofRounds.map(({ peakMb }) => peakMb))
  console.log(`${name.padEnd(36)} ${median(speeds)}/s (${spread}), peak ${peak} MB`)
}
const speedOf = (name: string) => median(results.get(name)!.map(({ perSecond }) => perSecond))
const ratio = (ours: string, theirs: string) => (speedOf(ours) / speedOf(theirs)).toFixed(2)
console.log(
  `Rappel on PostgreSQL: ${ratio('Rappel on PostgreSQL', 'graphile-worker, batched')} of graphile-worker, ` +
    `${ratio('Rappel on PostgreSQL', 'pg-boss, batches of 500 × 4')} of pg-boss; ` +
    `on SQLite ${ratio('Rappel on SQLite', 'bare claim/update loop, SQLite')} of the bare loop`
)
await postgres.stop()
process.exit(0)

async function run({ name, script, args }: Contender, round: number): Promise<RoundResult> {
  const path = new URL(`./contenders/${script}.ts`, import.meta.url).pathname
  const child = spawn(
    process.execPath,
    ['--import=./bin/compile_once.js', path, ...args, String(messages)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, SQLITE_FILE: join(folder, `${script}-${round}.sqlite3`) },
    }
  )
  /** It has its own folder to delete. */
  killAtExit(child, 'SIGTERM')
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${output}`)
  return JSON.parse(output.trim().split('\n').at(-1)!)
}
