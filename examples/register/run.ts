/**
 * `npm run example:register`: a register of children (register.js) pushes its file to Rappel over
 * HTTP, is killed on the way, goes on where it was, and reads back who was not reached. Orange is
 * the emulator, the database a temporary file. Ends with 0 when everything is as expected.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { DateTime } from 'luxon'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { exitOnSignals, killAtExit, temporaryFolder } from '../../tests/helpers/at_exit.js'

const LONGEST_MS = 180_000
const CHILDREN = 2_500

/** Noon at this moment, so that the example runs at any time: reminders leave by day. */
const ZONE = `Etc/GMT${DateTime.utc().hour < 12 ? '-' : '+'}${Math.abs(12 - DateTime.utc().hour)}`
const DUE_ON = DateTime.now().setZone(ZONE).plus({ days: 7 }).toISODate()
const LATER = DateTime.now().plus({ years: 1 }).toISODate()

/** What is special about some children; the last digits of a number tell the emulator what to do. */
const SPECIAL = [
  { patient_ref: 'reached', caregiver_phone: '+237690015555', due_on: DUE_ON },
  { patient_ref: 'switched-off', caregiver_phone: '+237690010601', due_on: DUE_ON },
  { patient_ref: 'no-such-number', caregiver_phone: '+237690010400', due_on: DUE_ON },
  { patient_ref: 'without-phone', caregiver_phone: null, due_on: DUE_ON },
  { patient_ref: 'refuses', caregiver_phone: '+237690025555', due_on: DUE_ON, consent: 'no' },
  { patient_ref: 'wrong-date', caregiver_phone: '+237690035555', due_on: '30/02/2026' },
]
const EXPECTED = {
  'switched-off': 'undelivered',
  'no-such-number': 'failed',
  'without-phone': 'suppressed',
  'refuses': 'suppressed',
}

const root = join(import.meta.dirname, '../..')
exitOnSignals()
setTimeout(() => fail('it took too long'), LONGEST_MS).unref()

const port = await freePort()
const secret = randomBytes(32).toString('hex')
const url = `http://127.0.0.1:${port}`
const emulator = await OrangeEmulator.start({
  ratePerSecond: null,
  callbackUrl: `${url}/webhooks/orange/${secret}`,
})
const folder = temporaryFolder('rappel-example-')
const file = join(folder, 'children.ndjson')
const environment: Record<string, string | undefined> = {
  ...process.env,
  NODE_ENV: 'development',
  TZ: 'UTC',
  HOST: '127.0.0.1',
  PORT: String(port),
  LOG_LEVEL: 'error',
  APP_KEY: randomBytes(32).toString('hex'),
  APP_TIMEZONE: ZONE,
  DB_CONNECTION: 'sqlite',
  SQLITE_FILE: join(folder, 'rappel.sqlite3'),
  RAPPEL_STATE_DIR: join(folder, 'state'),
  SMS_GATEWAY: 'orange',
  ORANGE_BASE_URL: emulator.url,
  ORANGE_CLIENT_ID: 'demo',
  ORANGE_CLIENT_SECRET: 'demo',
  ORANGE_SENDER_ADDRESS: 'tel:+2370000',
  ORANGE_COUNTRY: 'CMR',
  ORANGE_WEBHOOK_SECRET: secret,
}

writeFileSync(file, childrenAsLines())
await done(run(['ace.js', 'migration:run', '--force']), 'the tables')
const abilities = '--abilities=patients:write,messages:read'
const token = JSON.parse(
  await done(run(['ace.js', 'token:create', '--name=register', abilities, '--json']), 'the token')
).token
const server = run(['--import=./bin/compile_once.js', 'bin/server.ts'])
await until('the web server', () => fetch(`${url}/health/live`).then(({ ok }) => ok))
console.log(`Rappel runs at ${url}, with an emulated Orange at ${emulator.url}`)

console.log(`The register pushes ${CHILDREN} children, and is killed on the way:`)
const interrupted = register('push', file)
interrupted.stderr!.once('data', () => interrupted.kill('SIGKILL'))
await once(interrupted, 'close')
console.log('It is started again, and goes on where it was:')
const [pushed] = await once(register('push', file), 'close')

await done(run(['ace.js', 'sms:process', '--json']), 'the sweep')
console.log('The SMS have left. Who was not reached?')
const found = await notReached()
for (const child of found) console.log(`  ${JSON.stringify(child)}`)

server.kill('SIGTERM')
await once(server, 'exit')
await emulator.stop()
const asExpected = pushed === 2 && statusesOf(found) === statusesOf(expected())
console.log(asExpected ? 'Everything is as expected' : `Expected: ${statusesOf(expected())}`)
process.exit(asExpected ? 0 : 1)

function childrenAsLines(): string {
  const usual = Array.from({ length: CHILDREN - SPECIAL.length }, (_, n) => ({
    patient_ref: `child-${n}`,
    caregiver_phone: `+23769${String(n).padStart(7, '0')}`,
    due_on: LATER,
  }))
  const children = [...usual, ...SPECIAL].map((child) => ({
    first_name: 'Amina',
    facility: 'CSI Briqueterie',
    timezone: ZONE,
    vaccine: 'Penta',
    dose: '1',
    ...child,
  }))
  return children.map((child) => `${JSON.stringify(child)}\n`).join('')
}

/** Receipts come a moment after the SMS. */
async function notReached(): Promise<any[]> {
  for (;;) {
    const since = DateTime.utc().minus({ days: 1 }).toISODate()
    const answer = await done(register('not-reached', since), 'the answer')
    const children = answer
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
    if (children.length >= Object.keys(EXPECTED).length) return children
    await delay(500)
  }
}

function expected() {
  return Object.entries(EXPECTED).map(([ref, status]) => ({
    patient_ref: ref,
    reminders: [{ status }],
  }))
}

function statusesOf(children: { patient_ref: string; reminders: { status: string }[] }[]): string {
  const words = children.map((one) => `${one.patient_ref} ${one.reminders[0].status}`)
  return words.sort().join(', ')
}

function register(...args: string[]): ChildProcess {
  const env = { ...process.env, RAPPEL_URL: url, RAPPEL_TOKEN: token }
  const script = join(import.meta.dirname, 'register.js')
  const child = spawn(process.execPath, [script, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (args[0] === 'push') child.stderr.pipe(process.stdout, { end: false })
  return killAtExit(child)
}

function run(args: string[]): ChildProcess {
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  return killAtExit(
    spawn(process.execPath, args, { cwd: root, env: environment, stdio: [...stdio] })
  )
}

/** What it printed. */
async function done(child: ChildProcess, what: string): Promise<string> {
  let said = ''
  child.stdout!.on('data', (chunk) => (said += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) fail(`${what} could not be made: ${said}`)
  return said
}

async function until(what: string, isReady: () => Promise<boolean>): Promise<void> {
  while (!(await isReady().catch(() => false))) {
    if (server.exitCode !== null) fail(`${what} has ended`)
    await delay(50)
  }
}

async function freePort(): Promise<number> {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port: free } = taken.address() as AddressInfo
  taken.close()
  return free
}

function fail(problem: string): never {
  console.error(problem)
  process.exit(1)
}
