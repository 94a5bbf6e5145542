/**
 * How much of the operator's limit workers use, and whether they ever exceed it, measured by the
 * emulator: `npm run bench:limit [-- --messages=200 --rate=5 --latency=300 --workers=1,4 --pg]`.
 */
import { parseArgs } from 'node:util'
import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { bootForBench } from './helpers.js'
import { killAtExit } from '../tests/helpers/at_exit.js'
import { OrangeEmulator } from '../app/emulator/orange_emulator.js'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '200' },
    rate: { type: 'string', default: '5' },
    latency: { type: 'string', default: '300' },
    workers: { type: 'string', default: '1,4' },
    pg: { type: 'boolean', default: false },
  },
})
const rate = Number(values.rate)
const messages = Number(values.messages)
const workerCounts = values.workers.split(',').map(Number)

/** Each trial has its own port, which the workers learn when they start. */
const { stop } = await bootForBench(values.pg ? 'pg' : 'sqlite', { SMS_GATEWAY: 'log' })
const { insertDueMessages, orangeEnvironment } = await import('#tests/helpers/orange_runs')
const { cleanDatabase } = await import('#tests/helpers/database')

for (const workers of workerCounts) await trial(workers)
await stop()
process.exit(0)

async function trial(workers: number): Promise<void> {
  await cleanDatabase()
  await insertDueMessages(messages)
  /** The emulator has no limit: excess requests are counted instead of refused. */
  const emulator = await OrangeEmulator.start({
    port: 0,
    ratePerSecond: null,
    latencyMs: Number(values.latency),
  })
  const environment = orangeEnvironment(emulator.url, { ratePerSecond: rate })
  const children = Array.from({ length: workers }, () =>
    killAtExit(
      spawn(process.execPath, ['ace.js', 'sms:work'], {
        stdio: 'ignore',
        env: { ...process.env, ...environment },
      })
    )
  )
  const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)))
  while (emulator.journal().length < messages) await delay(100)
  children.forEach((child) => child.kill('SIGTERM'))
  await Promise.all(ended)

  const times = emulator.journal().map(({ at }) => at)
  const perSecond = (times.length - 1) / ((times.at(-1)! - times[0]) / 1000)
  console.log(
    `${times.length} messages, ${values.pg ? 'PostgreSQL' : 'SQLite'}, ${workers} worker(s), limit ${rate}/s, latency ${values.latency} ms: ` +
      `${perSecond.toFixed(2)}/s = ${((100 * perSecond) / rate).toFixed(1)} % of the limit, ` +
      `at most ${emulator.report().maxInAnySlidingSecond} in any sliding second`
  )
  await emulator.stop()
}
