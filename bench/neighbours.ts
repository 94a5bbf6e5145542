/**
 * The effect of an import on other work. A worker sends at a limit, the web server receives
 * receipts, and an import of many rows runs beside both, each in its own process: `npm run
 * bench:neighbours [-- --rows=60000 --rate=20 --receipts=10 --stall=500 --pg]`. Ends with 1 if
 * sending or a receipt stalled for longer than `--stall` milliseconds.
 */
import { parseArgs } from 'node:util'
import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { bootForBench } from './helpers.js'
import { temporaryFolder } from '../tests/helpers/at_exit.js'
import { writeSampleCsv } from './sample_csv.js'
import { OrangeEmulator } from '../app/emulator/orange_emulator.js'

/** Seconds without the import, for comparison. */
const QUIET_SECONDS = 10

/** Messages due at the start: more than are sent before the import ends. */
const MESSAGES = 5_000

const SECRET = randomBytes(32).toString('hex')

const { values } = parseArgs({
  options: {
    'rows': { type: 'string', default: '60000' },
    'rate': { type: 'string', default: '20' },
    'receipts': { type: 'string', default: '10' },
    'soon-every': { type: 'string', default: '1' },
    /** Milliseconds; a longer stall is a failure. */
    'stall': { type: 'string', default: '500' },
    'pg': { type: 'boolean', default: false },
  },
})
const rate = Number(values.rate)
const longestStallMs = Number(values.stall)
const stalls: string[] = []

const { app, stop } = await bootForBench(values.pg ? 'pg' : 'sqlite', { SMS_GATEWAY: 'log' })
const { insertDueMessages, orangeEnvironment } = await import('#tests/helpers/orange_runs')
const { AceProcess } = await import('#tests/helpers/ace_process')
const { ServerProcess } = await import('#tests/helpers/server_process')

const folder = temporaryFolder('rappel-neighbours-')
const file = join(folder, 'patients.csv')
const soonEvery = Number(values['soon-every'])
await writeSampleCsv(file, Number(values.rows), { soonEvery })
await insertDueMessages(MESSAGES)
const emulator = await OrangeEmulator.start({ port: 0, ratePerSecond: null, latencyMs: 100 })
const environment = {
  NODE_ENV: 'production',
  SMS_MESSAGES_PER_NUMBER_PER_DAY: '0',
  SMS_SEGMENTS_PER_DAY: '0',
  ...orangeEnvironment(emulator.url, { ratePerSecond: rate }),
}
const server = await ServerProcess.start({
  ...environment,
  ORANGE_WEBHOOK_SECRET: SECRET,
  ORANGE_WEBHOOK_RATE_PER_SECOND: '100000',
})
const worker = new AceProcess(['sms:work'], environment)
const receipts = keepPostingReceipts()
try {
  while (emulator.journal().length < 3 * rate) await delay(50)
  await measured('alone', () => delay(QUIET_SECONDS * 1_000))
  await importBeside('a first import')
  await writeSampleCsv(file, Number(values.rows), { soonEvery, phonesFrom: 80_000_000 })
  await importBeside('an import that changes every row')
} finally {
  receipts.stop()
  worker.kill('SIGTERM')
  await worker.ended
  await server.stop()
  await emulator.stop()
  await stop()
}
for (const stall of stalls) console.log(stall)
process.exit(stalls.length > 0 ? 1 : 0)

async function importBeside(what: string): Promise<void> {
  const imported = await measured(`beside ${what}`, async () => {
    const ended = await new AceProcess(['sms:import', file, '--json'], environment).ended
    if (ended.code !== 0) throw new Error(ended.stderr)
    return JSON.parse(ended.stdout)
  })
  console.log(`  import: ${imported.rows} rows in ${(imported.durationMs / 1_000).toFixed(1)} s`)
}

/** Prints the rates of sending and receipts while `work` ran. */
async function measured<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
  const posts = emulator.journal().length
  const received = receipts.latencies.length
  const started = performance.now()
  const result = await work()
  const seconds = (performance.now() - started) / 1_000

  const times = emulator
    .journal()
    .slice(posts - 1)
    .map(({ at }) => at)
  const sent = times.length - 1
  const gaps = times.slice(1).map((at, index) => at - times[index])
  const latencies = receipts.latencies.slice(received).sort((one, other) => one - other)
  const [longestGap, longestReceipt] = [Math.max(...gaps), latencies.at(-1) ?? 0]
  for (const [what, ms] of Object.entries({ 'sending': longestGap, 'a receipt': longestReceipt })) {
    if (ms > longestStallMs)
      stalls.push(`${title} ${what} stood still for ${ms.toFixed(0)} ms: at most ${longestStallMs}`)
  }
  const share = (part: number) => latencies[Math.floor((latencies.length - 1) * part)].toFixed(0)
  console.log(
    `${title} (${app.config.get('database.connection')}, ${seconds.toFixed(1)} s):\n` +
      `  ${sent} messages, ${(sent / seconds).toFixed(1)}/s = ${((100 * sent) / seconds / rate).toFixed(0)} % of ${rate}/s, longest gap ${longestGap.toFixed(0)} ms\n` +
      `  ${latencies.length} receipts: p50 ${share(0.5)} ms, p99 ${share(0.99)} ms, max ${share(1)} ms, not 200: ${receipts.refused}`
  )
  return result
}

/** Posts receipts at an even pace, whether or not earlier ones have been answered. */
function keepPostingReceipts() {
  const url = `${server.url}/webhooks/orange/${SECRET}/delivery-receipts`
  const state = {
    latencies: [] as number[],
    refused: 0,
    stop: () => clearInterval(timer),
  }
  let next = 0
  const timer = setInterval(
    async () => {
      const sent = emulator.journal()[next]
      if (sent) next += 1
      const started = performance.now()
      const answer = await fetch(url, {
        method: 'POST',
        body: JSON.stringify({
          deliveryInfoNotification: {
            callbackData: sent?.resourceId ?? randomUUID(),
            deliveryInfo: {
              address: sent?.address ?? 'tel:+237690000001',
              deliveryStatus: 'DeliveredToTerminal',
            },
          },
        }),
      }).catch(() => undefined)
      state.latencies.push(performance.now() - started)
      if (answer?.status !== 200) state.refused += 1
    },
    1_000 / Number(values.receipts)
  )
  return state
}
