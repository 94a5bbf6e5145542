/**
 * The memory of a worker that drains a long queue, in its own process as in production: `npm run
 * bench:memory [-- --messages=1000000 --pg --built]`. `--gateway=orange` sends to an emulator over
 * HTTP; `log` writes a line for each SMS. `--built` runs `build/ace.js` (after `npm run build`).
 * Ends with 1 above `--limit` MB.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { bootForBench } from './helpers.js'
import { killAtExit } from '../tests/helpers/at_exit.js'
import { freePort } from '../tests/helpers/postgres.js'

const { values } = parseArgs({
  options: {
    'messages': { type: 'string', default: '1000000' },
    'batch-size': { type: 'string', default: '500' },
    'gateway': { type: 'string', default: 'log' },
    'log-level': { type: 'string', default: 'info' },
    'limit': { type: 'string', default: '250' },
    'pg': { type: 'boolean', default: false },
    'built': { type: 'boolean', default: false },
  },
})
const messages = Number(values.messages)

/** Milliseconds between two checks of the worker. */
const LOOK_EVERY_MS = 1_000

const url = `http://127.0.0.1:${await freePort()}`
const { stop } = await bootForBench(values.pg ? 'pg' : 'sqlite')
const { default: db } = await import('@adonisjs/lucid/services/db')
const { insertDueMessages } = await import('#tests/helpers/orange_runs')
await insertDueMessages(messages)
if (values.pg) await db.rawQuery('VACUUM ANALYZE')

const emulator = values.gateway === 'orange' ? await startEmulator() : undefined
const startedAt = performance.now()
const worker = start(['sms:work', '--json'], {
  NODE_ENV: 'production',
  SMS_MESSAGES_PER_NUMBER_PER_DAY: '0',
  SMS_SEGMENTS_PER_DAY: '0',
  LOG_LEVEL: values['log-level'],
  SMS_GATEWAY: values.gateway,
  SMS_BATCH_SIZE: values['batch-size'],
  ORANGE_BASE_URL: url,
  ORANGE_CLIENT_ID: 'demo',
  ORANGE_CLIENT_SECRET: 'demo',
  ORANGE_RATE_LIMIT_PER_SECOND: '100000',
})
const samples: number[] = []
while (worker.exitCode === null && (await anyPending())) {
  samples.push(residentMb(worker))
  await delay(LOOK_EVERY_MS)
}
const seconds = (performance.now() - startedAt) / 1000
const peakMb = worker.exitCode === null ? peakOf(worker) : Number.NaN
for (const child of [worker, emulator]) await end(child)
const [{ sent }] = await db.from('sms_messages').where('status', 'sent').count('* as sent')
await stop()

const quarters = [0.25, 0.5, 0.75, 1].map((part) => samples[Math.ceil(samples.length * part) - 1])
console.log(
  `${sent} of ${messages} sent, ${values.pg ? 'PostgreSQL' : 'SQLite'}, gateway ${values.gateway}, ` +
    `batches of ${values['batch-size']}, ${values.built ? 'production build' : 'ts-exec'}: ` +
    `${Math.round(messages / seconds)}/s, peak ${peakMb} MB, at each quarter ${quarters.join(', ')} MB`
)
process.exit(Number(sent) === messages && peakMb <= Number(values.limit) ? 0 : 1)

async function anyPending(): Promise<boolean> {
  return (await db.from('sms_messages').whereIn('status', ['pending', 'sending']).first()) !== null
}

/**
 * Uses this process's Node directly: the worker itself is measured, not a parent that started it.
 */
function start(args: string[], environment: Record<string, string>): ChildProcess {
  const script = values.built ? 'build/ace.js' : 'ace.js'
  const env = { ...process.env, ...environment }
  return killAtExit(spawn(process.execPath, [script, ...args], { stdio: 'ignore', env }))
}

async function startEmulator(): Promise<ChildProcess> {
  const child = start(['orange:emulate', `--port=${new URL(url).port}`, '--rate=0'], {})
  for (let attempt = 0; attempt < 200; attempt++) {
    const up = await fetch(`${url}/__emulator/report`).catch(() => undefined)
    if (up?.ok) return child
    await delay(50)
  }
  throw new Error('the emulator did not start')
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

function residentMb(child: ChildProcess): number {
  return fieldOf(child, 'VmRSS')
}

/** The kernel's own figure, which misses no peak between two checks. */
function peakOf(child: ChildProcess): number {
  return fieldOf(child, 'VmHWM')
}

function fieldOf({ pid }: ChildProcess, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024)
}
