/**
 * The cost of schedules: created per second (on PostgreSQL compared with graphile-worker's
 * addJobs), fired per second, their lateness with many waiting, and the cost of one firing on a
 * large table, with the plan of its query: `npm run bench:schedules [-- --pg --waiting=1000000
 * --large=10000000]`. 10,000,000 schedules take some minutes and 4 GB.
 */
import { parseArgs } from 'node:util'
import { bootForBench, median } from './helpers.js'
import { addGraphileJobs } from './schedules/graphile_jobs.js'
import { measureLateness } from './schedules/lateness.js'
import { firingPlans } from './schedules/firing_plans.js'
import { clearSchedules, fillUpTo, insertDue } from './schedules/rows.js'
import { noop } from './schedules/noop_handler.js'

const { values } = parseArgs({
  options: {
    pg: { type: 'boolean', default: false },
    schedules: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    small: { type: 'string', default: '100000' },
    waiting: { type: 'string', default: '1000000' },
    large: { type: 'string', default: '10000000' },
    seconds: { type: 'string', default: '30' },
    perSecond: { type: 'string', default: '100' },
  },
})
const SCHEDULES = Number(values.schedules)
const ROUNDS = Number(values.rounds)
const INTAKE = 1_000
const DUE_AT_ONCE = 500
const FIRINGS = 21

const { app, stop } = await bootForBench(values.pg ? 'pg' : 'sqlite', { SMS_GATEWAY: 'log' })
const { CreateSchedules } = await import('#schedules/manage/create_schedules')
const { FireDueSchedules } = await import('#schedules/fire/fire_due_schedules')
const { JobHandlers } = await import('#schedules/jobs/job_handlers')
const handlers = await app.container.make(JobHandlers)
const resolver = app.container.createResolver()
resolver.bindValue(JobHandlers, new JobHandlers([handlers.find('sms')!, noop]))
const create = await resolver.make(CreateSchedules)
const fire = await resolver.make(FireDueSchedules)
const db = await app.container.make('lucid.db')
const client = db.connection()
const SMS = { phoneNumber: '+237690000001', message: 'Rappel de vaccination' }

console.log(`${values.pg ? 'PostgreSQL' : 'SQLite'}, ${SCHEDULES} schedules, ${ROUNDS} rounds`)
const made: number[] = []
const added: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  made.push(await makeSchedules())
  if (values.pg) added.push(await addGraphileJobs(SCHEDULES, INTAKE))
}
console.log(`made, ${INTAKE} at once: ${perSecond(made)}`)
if (values.pg) {
  const ratio = (median(made) / median(added)).toFixed(2)
  console.log(`graphile-worker's addJobs: ${perSecond(added)} · ratio ${ratio}`)
}
for (const appName of [noop.name, 'sms']) {
  const fired: number[] = []
  for (let round = 0; round < ROUNDS; round++) fired.push(await fireAll(appName))
  console.log(`fired, ${appName}: ${perSecond(fired)}`)
}

const costs: number[][] = [await costAt(Number(values.small))]
await fill(Number(values.waiting))
const lateness = await measureLateness(client, {
  seconds: Number(values.seconds),
  perSecond: Number(values.perSecond),
  appName: 'sms',
  payload: SMS,
})
console.log(`lateness with ${count(values.waiting)} waiting: ${lateness}`)
costs.push(await costAt(Number(values.large)))
console.log(
  `large to small: ${costs[1].map((cost, place) => (cost / costs[0][place]).toFixed(2)).join(', ')} (nothing due, ${DUE_AT_ONCE} due)`
)
for (const plan of await firingPlans(client, () => fireDue(1)))
  console.log(`plan of a firing:\n${plan}`)
await stop()
process.exit(0)

/** Schedules created per second; each runs once, a year ahead, as from a bulk source. */
async function makeSchedules(): Promise<number> {
  await clearSchedules(client)
  const requests = Array.from({ length: SCHEDULES }, (_, place) => ({
    name: `Bench ${place}`,
    appName: 'sms',
    payload: SMS,
    kind: 'once',
    runAt: new Date(Date.now() + 86_400_000 + place * 1_000).toISOString(),
    idempotencyKey: `bench-${place}`,
  }))
  const startedAt = performance.now()
  for (let from = 0; from < SCHEDULES; from += INTAKE) {
    const author = { source: 'application', actor: 'application' }
    const answers = await create.run(requests.slice(from, from + INTAKE), author)
    if (answers.some(({ outcome }) => outcome !== 'created')) throw new Error('one was not made')
  }
  return SCHEDULES / ((performance.now() - startedAt) / 1_000)
}

/** Occurrences fired per second, with this many schedules due at once. */
async function fireAll(appName: string): Promise<number> {
  await clearSchedules(client)
  await insertDue(client, { appName, payload: SMS, count: SCHEDULES, at: 'now' })
  const startedAt = performance.now()
  await fire.run()
  const seconds = (performance.now() - startedAt) / 1_000
  const [{ done }] = await client
    .from('schedule_occurrences')
    .where('status', 'done')
    .count('* as done')
  if (Number(done) !== SCHEDULES) throw new Error(`${done} of ${SCHEDULES} were fired`)
  return SCHEDULES / seconds
}

async function costAt(waiting: number): Promise<number[]> {
  await fill(waiting)
  const nothingDue = await timed(() => fire.run())
  const due: number[] = []
  for (let round = 0; round < FIRINGS; round++) due.push(await fireDue(DUE_AT_ONCE))
  console.log(
    `one firing with ${count(waiting)} waiting: nothing due ${ms(nothingDue)} · ${DUE_AT_ONCE} due ${ms(due)}`
  )
  return [median(nothingDue), median(due)]
}

async function fireDue(due: number): Promise<number> {
  await insertDue(client, { appName: noop.name, payload: {}, count: due, at: 'now' })
  const startedAt = performance.now()
  await fire.run()
  return performance.now() - startedAt
}

async function timed(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < FIRINGS; round++) {
    const startedAt = performance.now()
    await work()
    times.push(performance.now() - startedAt)
  }
  return times
}

async function fill(waiting: number): Promise<void> {
  const startedAt = performance.now()
  await fillUpTo(client, waiting)
  const seconds = Math.round((performance.now() - startedAt) / 1_000)
  console.log(`${count(waiting)} schedules wait (made in ${seconds} s)`)
}

function perSecond(rates: number[]): string {
  const rounded = rates.map((rate) => Math.round(rate))
  return `${median(rounded)}/s (${Math.min(...rounded)}–${Math.max(...rounded)})`
}

function ms(times: number[]): string {
  const [low, high] = [Math.min(...times), Math.max(...times)].map((time) => time.toFixed(1))
  return `${median(times).toFixed(1)} ms (${low}–${high}, ${times.length} rounds)`
}

function count(value: number | string): string {
  return Number(value).toLocaleString('en')
}
