/**
 * The duration of the reconciliation at 06:00, compared with a plain INSERT … SELECT of the same
 * rows in the same run: `npm run bench:generation [-- --immunizations=1000000 --rounds=3 --pg]`. A
 * tenth of the immunizations are near their due date; the others are past or far off.
 */
import { parseArgs } from 'node:util'
import { bootForBench, median, watchMemory } from './helpers.js'

const { values } = parseArgs({
  options: {
    immunizations: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    pg: { type: 'boolean', default: false },
  },
})
const IMMUNIZATIONS = Number(values.immunizations)
const ROUNDS = Number(values.rounds)
const TODAY = '2026-03-10'
const ZONES = ['Africa/Douala', 'Africa/Dakar', 'Africa/Nairobi', 'Africa/Cairo', 'Asia/Amman']

const { app, stop } = await bootForBench(values.pg ? 'pg' : 'sqlite')
const { FrozenClock } = await import('#app/clock')
const { SmsSchedulerConfig } = await import('#settings/sms_scheduler_config')
const { ReconcileReminders } = await import('#reminders/reconcile_reminders')
const { Logger } = await import('@adonisjs/core/logger')
const { query } = await import('#storage/sql')
const { transaction } = await import('#storage/transaction')

const db = await app.container.make('lucid.db')
const client = db.connection()
const logger = new Logger({ enabled: false })
const reconcile = new ReconcileReminders(
  db,
  new FrozenClock(`${TODAY}T05:00:00Z`),
  await app.container.make(SmsSchedulerConfig),
  logger
)

console.log(
  `${IMMUNIZATIONS} immunizations, ${ROUNDS} rounds, ${values.pg ? 'PostgreSQL' : 'SQLite'}`
)
const built = performance.now()
await buildDataset()
console.log(`dataset built in ${seconds(performance.now() - built)}`)

const memory = watchMemory()
const memoryBefore = memory.peakMb()
const first: number[] = []
const again: number[] = []
const plain: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  await query(client, 'DELETE FROM sms_messages')
  const summary = await timed(first, () => reconcile.run())
  const second = await timed(again, () => reconcile.run())
  if (second.planned + second.suppressed + second.rescheduled > 0)
    throw new Error(`a second run had something to do: ${JSON.stringify(second)}`)
  const rows = summary.planned + summary.suppressed
  const { heapUsed } = process.memoryUsage()
  await query(client, 'CREATE TABLE same_rows AS SELECT * FROM sms_messages')
  await query(client, 'DELETE FROM sms_messages')
  await timed(plain, () =>
    transaction(client, (trx) => query(trx, 'INSERT INTO sms_messages SELECT * FROM same_rows'), {
      readsFirst: true,
    })
  )
  await query(client, 'DROP TABLE same_rows')
  console.log(
    `round ${round + 1}: ${summary.immunizations} immunizations in the band, ${summary.planned} planned, ${summary.suppressed} suppressed · ` +
      `first run ${seconds(first.at(-1)!)} (${Math.round(rows / (first.at(-1)! / 1000))} rows/s) · second run ${seconds(again.at(-1)!)} · ` +
      `plain INSERT … SELECT ${seconds(plain.at(-1)!)} · heap ${Math.round(heapUsed / 1024 / 1024)} MB`
  )
}
console.log(
  `median: first run ${seconds(median(first))}, ${(median(first) / median(plain)).toFixed(2)} × the plain INSERT · ` +
    `second run ${(median(again) / median(first)).toFixed(2)} × the first · peak memory of this process ${memory.peakMb()} MB, ${memoryBefore} MB of it before the first run`
)
memory.stop()
await stop()
process.exit(0)

async function timed<Result>(times: number[], work: () => Promise<Result>): Promise<Result> {
  const started = performance.now()
  const result = await work()
  times.push(performance.now() - started)
  return result
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/**
 * Five doses per patient, a hundred facilities in five zones; one number in fifty missing, one in a
 * hundred opted out.
 */
async function buildDataset(): Promise<void> {
  const patients = Math.ceil(IMMUNIZATIONS / 5)
  const stamp = `${TODAY} 00:00:00`
  const zone = `CASE n % 5 ${ZONES.map((name, index) => `WHEN ${index} THEN '${name}'`).join(' ')} END`
  await insert(
    100,
    'facilities (id, code, name, timezone, language, created_at, updated_at)',
    `n, 'F' || n, 'Centre ' || n, ${zone}, CASE n % 2 WHEN 0 THEN 'fr' ELSE 'en' END, '${stamp}', '${stamp}'`
  )
  await insert(
    patients,
    'patients (id, external_ref, first_name, last_name, caregiver_phone, language, facility_id, status, created_at, updated_at)',
    `n, 'P' || n, 'Amina', 'Ngo', CASE WHEN n % 50 = 0 THEN NULL ELSE '+2376' || (10000000 + n) END, 'fr', 1 + n % 100, 'active', '${stamp}', '${stamp}'`
  )
  await insert(
    Math.floor(patients / 100),
    'sms_consents (phone_number, status, source, created_at, updated_at)',
    `'+2376' || (10000000 + n * 100 + 1), 'opted_out', 'bench', '${stamp}', '${stamp}'`
  )
  const daysAhead = `CASE WHEN n % 10 = 0 THEN (n / 10) % 12 - 3 WHEN n % 2 = 0 THEN 20 + n % 380 ELSE -10 - n % 380 END`
  const dueOn = values.pg
    ? `DATE '${TODAY}' + CAST(${daysAhead} AS integer)`
    : `date('${TODAY}', (${daysAhead}) || ' days')`
  const visited = `CASE WHEN n % 10 NOT IN (0, 1) AND n % 2 = 1 THEN ${values.pg ? `DATE '${TODAY}'` : `'${TODAY}'`} END`
  await insert(
    IMMUNIZATIONS,
    'immunizations (id, patient_id, vaccine, dose, due_on, administered_on, created_at, updated_at)',
    `n, 1 + n / 5 % ${patients}, 'Penta', '' || n % 5, ${dueOn}, ${visited}, '${stamp}', '${stamp}'`
  )
  await query(client, 'ANALYZE')
}

async function insert(count: number, into: string, columns: string): Promise<void> {
  const numbers = values.pg
    ? `generate_series(1, ${count}) AS numbers(n)`
    : `(WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < ${count}) SELECT n FROM r)`
  const typed = values.pg
    ? columns.replaceAll(`'${TODAY} 00:00:00'`, `TIMESTAMPTZ '${TODAY} 00:00:00Z'`)
    : columns
  await query(client, `INSERT INTO ${into} SELECT ${typed} FROM ${numbers}`)
}
