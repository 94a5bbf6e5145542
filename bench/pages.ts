/**
 * What the pages of the desk read with 1,000,000 messages about 100,000 children of the last month:
 * `npm run bench:pages [-- --rows=1000000 --only=sqlite --limit=300]`. Health is apart: a process
 * keeps its report for some seconds. Ends with 1 where a page takes longer than `--limit`
 * milliseconds in the median.
 */
import { parseArgs } from 'node:util'
import { bootForBench, median } from './helpers.js'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    only: { type: 'string' },
    limit: { type: 'string', default: '300' },
  },
})
const ROWS = Number(values.rows)
const CHILDREN = Math.ceil(ROWS / 10)
const ROUNDS = 7
const LIMIT_MS = Number(values.limit)

const [database] = values.only ? [values.only as 'sqlite' | 'pg'] : (['sqlite', 'pg'] as const)
const { app, stop } = await bootForBench(database, { SMS_GATEWAY: 'log' })
const { isPostgres } = await import('#storage/dialect_of')
const { DeskService } = await import('#services/desk_service')
const { OverviewService } = await import('#services/overview_service')
const { TABS } = await import('#app/pages/messages/tabs')
const db = await app.container.make('lucid.db')
const client = db.connection()
const desk = await app.container.make(DeskService)
const overview = await app.container.make(OverviewService)

await fill()
console.log(
  `${isPostgres(client) ? 'PostgreSQL' : 'SQLite'}, ${ROWS.toLocaleString('en')} messages`
)
const page = { limit: 25, counted: false }
const slow = [
  await timed('today', () => overview.today()),
  await timed('counts of the tabs', () => overview.countStates()),
  await timed('needs attention', () => overview.attention()),
  await timed('search', () => desk.list({ ...page, search: 'P-4711' })),
  await timed('a message', () => desk.show({ id: 4_711 })),
  await timed('a child', () => desk.showPatient({ ref: 'P-4711' })),
]
for (const [tab, statuses] of Object.entries(TABS))
  slow.push(await timed(`tab ${tab}`, () => desk.list({ ...page, statuses })))
await stop()

const isSlow = slow.some((ms) => ms > LIMIT_MS)
/** Without `--only`, the other database runs in its own process. */
if (!values.only) {
  const { spawnSync } = await import('node:child_process')
  const args = [
    '--import=./bin/compile_once.js',
    import.meta.filename,
    '--only=pg',
    `--rows=${ROWS}`,
    `--limit=${LIMIT_MS}`,
  ]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  process.exit(isSlow ? 1 : (status ?? 1))
}
process.exit(isSlow ? 1 : 0)

async function timed(what: string, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  const cpu: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now()
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    cpu.push((user + system) / 1_000)
    times.push(performance.now() - startedAt)
  }
  const [wall, own, most] = [median(times), median(cpu), Math.max(...times)].map((ms) =>
    ms.toFixed(1)
  )
  console.log(`  ${what.padEnd(20)} ${wall} ms (most ${most}), of this process ${own} ms CPU`)
  return median(times)
}

/** Ten messages a child, spread over the last 30 days; 2 in 100 did not leave, 5 in 100 are to come. */
async function fill(): Promise<void> {
  const numbers = (count: number) =>
    isPostgres(client)
      ? `SELECT n FROM generate_series(1, ${count}) AS n`
      : `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count}) SELECT n FROM numbers`
  const at = (seconds: string) =>
    isPostgres(client)
      ? `date_trunc('second', now()) + (${seconds}) * interval '1 second'`
      : `datetime('now', (${seconds}) || ' seconds')`
  const date = (days: string) =>
    isPostgres(client) ? `CURRENT_DATE + (${days})::integer` : `date('now', (${days}) || ' days')`
  const past = at(`- n * 2592000.0 / ${ROWS}`)

  await client.rawQuery(`INSERT INTO facilities (code, name, timezone, language, created_at, updated_at)
    SELECT 'CSI-' || n, 'CSI ' || n, 'Africa/Douala', 'fr', ${at('0')}, ${at('0')} FROM (${numbers(50)}) AS numbers`)
  await client.rawQuery(`INSERT INTO patients (external_ref, first_name, last_name, caregiver_phone, facility_id, status, created_at, updated_at)
    SELECT 'P-' || n, 'Amina', 'Ngo', '+2376' || (10000000 + n), 1 + n % 50, 'active', ${at('0')}, ${at('0')}
    FROM (${numbers(CHILDREN)}) AS numbers`)
  await client.rawQuery(`INSERT INTO immunizations (patient_id, vaccine, dose, due_on, created_at, updated_at)
    SELECT n, 'Penta', '1', ${date('n % 60 - 30')}, ${at('0')}, ${at('0')} FROM (${numbers(CHILDREN)}) AS numbers`)
  await client.rawQuery(`INSERT INTO sms_messages (message_type, status, reason, patient_id, immunization_id, phone_number, language, body,
      segments, encoding, priority, scheduled_at, attempt_count, retry_count, source, created_at, updated_at, sent_at, due_on)
    SELECT CASE n % 3 WHEN 0 THEN '7_day_reminder' WHEN 1 THEN '1_day_reminder' ELSE 'overdue_reminder' END,
      CASE WHEN n % 100 = 0 THEN 'failed' WHEN n % 100 = 1 THEN 'dead_letter' WHEN n % 100 BETWEEN 2 AND 6 THEN 'pending'
        WHEN n % 100 BETWEEN 7 AND 16 THEN 'cancelled' WHEN n % 100 BETWEEN 17 AND 22 THEN 'sent' ELSE 'delivered' END,
      CASE WHEN n % 100 = 0 THEN 'invalid_number' WHEN n % 100 = 1 THEN 'retries_used_up' WHEN n % 100 BETWEEN 7 AND 16 THEN 'visit_recorded' END,
      1 + n % ${CHILDREN}, 1 + n % ${CHILDREN}, '+2376' || (10000000 + n % ${CHILDREN}), 'fr', 'Rappel de vaccination pour votre enfant au centre de sante.',
      1, 'GSM-7', 1 + n % 3, CASE WHEN n % 100 BETWEEN 2 AND 6 THEN ${at('n % 172800')} ELSE ${past} END,
      1, 0, 'bench', ${past}, ${past}, CASE WHEN n % 100 > 16 THEN ${past} END, ${date('n % 60 - 30')}
    FROM (${numbers(ROWS)}) AS numbers`)
  await client.rawQuery(`INSERT INTO sms_attempts (message_id, number, gateway, account, lease_token, started_at, finished_at, outcome)
    SELECT n, 1, 'log', 'log', 'bench', ${past}, ${past}, 'accepted' FROM (${numbers(ROWS)}) AS numbers`)
  await client.rawQuery(isPostgres(client) ? 'VACUUM ANALYZE' : 'ANALYZE')
}
