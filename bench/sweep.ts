/**
 * The speed of a sweep without an operator limit, compared with a bare axios loop that sends the
 * same requests at the same concurrency to the same emulator, in one run: `npm run bench:sweep [--
 * --messages=5000 --rounds=3 --pg]`.
 */
import http from 'node:http'
import { parseArgs } from 'node:util'
import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import axios from 'axios'
import { bootForBench, median, watchMemory } from './helpers.js'
import { killAtExit } from '../tests/helpers/at_exit.js'
import { freePort } from '../tests/helpers/postgres.js'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '3' },
    pg: { type: 'boolean', default: false },
  },
})
const MESSAGES = Number(values.messages)
const ROUNDS = Number(values.rounds)
const LATENCIES_MS = [0, 50]
/** The most messages that a sweep has in flight: four lanes with a batch of 50 each. */
const CONCURRENCY = 200

const port = await freePort()
const url = `http://127.0.0.1:${port}`
const { app, stop } = await bootForBench(values.pg ? 'pg' : 'sqlite', {
  SMS_GATEWAY: 'orange',
  ORANGE_BASE_URL: url,
  ORANGE_CLIENT_ID: 'demo',
  ORANGE_CLIENT_SECRET: 'demo',
  ORANGE_RATE_LIMIT_PER_SECOND: '100000',
})
const { ProcessDueMessages } = await import('#delivery/sweep/process_due_messages')
const { insertDueMessages } = await import('#tests/helpers/orange_runs')
const { cleanDatabase } = await import('#tests/helpers/database')
const memory = watchMemory()

console.log(
  `${MESSAGES} messages, ${ROUNDS} rounds, ${values.pg ? 'PostgreSQL' : 'SQLite'}, ${CONCURRENCY} in flight at most`
)
for (const latencyMs of LATENCIES_MS) {
  const emulator = await startEmulator(latencyMs)
  const bare: number[] = []
  const sweeps: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await bareLoop())
    sweeps.push(await oneSweep())
  }
  emulator.kill('SIGTERM')
  await new Promise((resolve) => emulator.once('exit', resolve))
  const ratio = median(sweeps) / median(bare)
  console.log(
    `latency ${latencyMs} ms: bare loop ${rates(bare)} · sweep ${rates(sweeps)} messages/s · ratio ${ratio.toFixed(2)}`
  )
}
console.log(`peak memory of this process: ${memory.peakMb()} MB`)
memory.stop()
await stop()
process.exit(0)

async function oneSweep(): Promise<number> {
  await cleanDatabase()
  await insertDueMessages(MESSAGES)
  const sweep = await app.container.make(ProcessDueMessages)
  const started = performance.now()
  const { statistics } = await sweep.run()
  if (statistics.sent !== MESSAGES) throw new Error(`sent ${statistics.sent} of ${MESSAGES}`)
  return MESSAGES / ((performance.now() - started) / 1000)
}

async function bareLoop(): Promise<number> {
  const client = axios.create({
    httpAgent: new http.Agent({ keepAlive: true, maxSockets: CONCURRENCY }),
  })
  const basic = Buffer.from('demo:demo').toString('base64')
  const token = await client.post(`${url}/oauth/v3/token`, 'grant_type=client_credentials', {
    headers: {
      'Authorization': `Basic ${basic}`,
      'Content-Type': 'application/x-www-form-urlencoded',
    },
  })
  const headers = { Authorization: `Bearer ${token.data.access_token}` }
  const started = performance.now()
  let next = 0
  const worker = async () => {
    while (next < MESSAGES) {
      const number = next++
      await client.post(
        `${url}/smsmessaging/v1/outbound/tel%3A%2B2370000/requests`,
        {
          outboundSMSMessageRequest: {
            address: `tel:+2376${String(number).padStart(7, '0')}5555`,
            senderAddress: 'tel:+2370000',
            outboundSMSTextMessage: { message: 'Rappel de vaccination' },
          },
        },
        { headers }
      )
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  return MESSAGES / ((performance.now() - started) / 1000)
}

/** In its own process, like the operator. */
async function startEmulator(latencyMs: number) {
  const child = spawn(
    process.execPath,
    ['ace.js', 'orange:emulate', `--port=${port}`, '--rate=0', `--latency=${latencyMs}`],
    { stdio: 'ignore', env: { ...process.env, NODE_ENV: 'test' } }
  )
  killAtExit(child)
  for (let attempt = 0; attempt < 200; attempt++) {
    const up = await fetch(`${url}/__emulator/report`).catch(() => undefined)
    if (up?.ok) return child
    await delay(50)
  }
  throw new Error('the emulator did not start')
}

function rates(rounds: number[]): string {
  const [low, high] = [Math.min(...rounds), Math.max(...rounds)].map((value) => Math.round(value))
  return `${Math.round(median(rounds))} (${low}–${high})`
}
