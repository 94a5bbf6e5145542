/**
 * `npm run example:retry`: a small SMS service (sms_service.js) and Rappel, connected by a real
 * broker: the one that KAFKA_BROKERS names, or one that is fetched and started. Orange is the
 * emulator, the database a temporary file. Ends with 0 when every task ended as it should.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { startBroker } from '../../scripts/kafka/start_broker.js'
import { exitOnSignals, killAtExit, temporaryFolder } from '../../tests/helpers/at_exit.js'

const LONGEST_MS = 180_000

/** The last digits tell the emulator what to do. */
const TASKS = [
  { campaignTaskId: 1, number: '+237690005555', expected: 'sent', why: 'goes out at once' },
  { campaignTaskId: 2, number: '+237690000503', expected: 'sent', why: 'fails once' },
  { campaignTaskId: 3, number: '+237690000408', expected: 'sent', why: 'fails twice' },
  { campaignTaskId: 4, number: '+237690000480', expected: 'given_up', why: 'fails each time' },
]

const root = join(import.meta.dirname, '../..')
exitOnSignals()
setTimeout(() => fail('it took too long'), LONGEST_MS).unref()

const broker = process.env.KAFKA_BROKERS ? null : await started()
const brokers = process.env.KAFKA_BROKERS || broker!.address
const emulator = await OrangeEmulator.start({ ratePerSecond: null })
const folder = temporaryFolder('rappel-example-')
const id = randomUUID().slice(0, 8)
const environment = {
  ...process.env,
  NODE_ENV: 'development',
  TZ: 'UTC',
  LOG_LEVEL: 'error',
  APP_KEY: randomBytes(32).toString('hex'),
  APP_TIMEZONE: 'Africa/Douala',
  DB_CONNECTION: 'sqlite',
  SQLITE_FILE: join(folder, 'rappel.sqlite3'),
  RAPPEL_STATE_DIR: join(folder, 'state'),
  SMS_GATEWAY: 'log',
  KAFKA_BROKERS: brokers,
  KAFKA_GROUP_ID: `rappel-${id}`,
  KAFKA_INGEST_TOPIC: `jobs-${id}`,
  KAFKA_INGEST_DLQ_TOPIC: `jobs-dlq-${id}`,
  KAFKA_RETRY_TOPIC: `SMS_Retry-${id}`,
  KAFKA_RETRY_DLQ_TOPIC: `SMS_Retry_DLQ-${id}`,
  KAFKA_SEND_TOPIC: `SMS_Send-${id}`,
}
const ace = (...args: string[]) => run([join(root, 'ace.js'), ...args])

await done(ace('migration:run', '--force'), 'the tables')
await done(ace('kafka:topics', '--json'), 'the topics')
const rappel = [ace('kafka:consume'), ace('scheduler:run')]
console.log(`Rappel runs, with the broker ${brokers} and an emulated Orange at ${emulator.url}`)

const service = run([join(import.meta.dirname, 'sms_service.js')])
const outcomes = new Map<number, string>()
for await (const line of createInterface({ input: service.stdout! })) {
  const { campaignTaskId, outcome, text } = JSON.parse(line)
  console.log(`  ${text}`)
  if (outcome) outcomes.set(campaignTaskId, outcome)
}
for (const child of rappel) child.kill('SIGTERM')
await Promise.all(rappel.map((child) => child.exitCode ?? once(child, 'exit')))
await emulator.stop()
await broker?.stop()

const wrong = TASKS.filter((task) => outcomes.get(task.campaignTaskId) !== task.expected)
for (const { campaignTaskId, why, expected } of TASKS)
  console.log(
    `task ${campaignTaskId} ${why}: ${outcomes.get(campaignTaskId) ?? 'no end'} (expected ${expected})`
  )
process.exit(wrong.length === 0 ? 0 : 1)

async function started() {
  console.log('Starting a broker (KAFKA_BROKERS names none) …')
  try {
    return await startBroker()
  } catch (error) {
    return fail(`No broker could be started: ${error.message}`)
  }
}

function run(args: string[]): ChildProcess {
  const env = {
    ...environment,
    ORANGE_BASE_URL: emulator.url,
    RETRY_TOPIC: environment.KAFKA_RETRY_TOPIC,
    SEND_TOPIC: environment.KAFKA_SEND_TOPIC,
    TASKS: JSON.stringify(TASKS.map((task) => ({ ...task, createdOn: new Date().toISOString() }))),
  }
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  return killAtExit(spawn(process.execPath, args, { cwd: root, env, stdio: [...stdio] }))
}

async function done(child: ChildProcess, what: string): Promise<void> {
  let said = ''
  child.stdout!.on('data', (chunk) => (said += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) fail(`${what} could not be made: ${said}`)
}

function fail(problem: string): never {
  console.error(problem)
  process.exit(1)
}
