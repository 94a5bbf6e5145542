/**
 * How much of the operator's limit a sweep uses, and whether it ever exceeds it,
 * as the emulator sees it: `npm run bench:limit [-- --messages=200 --rate=5 --latency=300 --workers=1]`.
 */
import { parseArgs } from 'node:util'
import { spawn } from 'node:child_process'
import { bootForBench } from './helpers.js'
import { OrangeEmulator } from '../app/emulator/orange_emulator.js'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '200' },
    rate: { type: 'string', default: '5' },
    latency: { type: 'string', default: '300' },
    workers: { type: 'string', default: '1' },
    pg: { type: 'boolean', default: false },
  },
})
const rate = Number(values.rate)
/** Without a limit of its own: a request too many is counted instead of refused. */
const emulator = await OrangeEmulator.start({
  ratePerSecond: null,
  latencyMs: Number(values.latency),
})
const { stop } = await bootForBench(values.pg ? 'pg' : 'sqlite', {
  SMS_GATEWAY: 'orange',
  ORANGE_BASE_URL: emulator.url,
  ORANGE_CLIENT_ID: 'demo',
  ORANGE_CLIENT_SECRET: 'demo',
  ORANGE_RATE_LIMIT_PER_SECOND: values.rate,
})
const { insertDueMessages } = await import('#tests/helpers/orange_runs')
await insertDueMessages(Number(values.messages))

await Promise.all(Array.from({ length: Number(values.workers) }, sweep))

const times = emulator.journal().map(({ at }) => at)
const perSecond = (times.length - 1) / ((times.at(-1)! - times[0]) / 1000)
console.log(
  `${times.length} messages, ${values.workers} process(es), limit ${rate}/s, latency ${values.latency} ms: ` +
    `${perSecond.toFixed(2)}/s = ${((100 * perSecond) / rate).toFixed(1)} % of the limit, ` +
    `at most ${emulator.report().maxInAnySlidingSecond} in any sliding second`
)
await emulator.stop()
await stop()
process.exit(0)

function sweep(): Promise<unknown> {
  const child = spawn(process.execPath, ['ace.js', 'sms:process', '--json'], { stdio: 'ignore' })
  return new Promise((resolve) => child.once('exit', resolve))
}
