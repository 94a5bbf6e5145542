/**
 * The cost of a claim, a rescue and the health report on a large table, with the plan of the claim:
 * `npm run bench:claim [-- --rows=100000,10000000 --only=sqlite]`. One row in a hundred is pending,
 * and 20,000 of these are due; the rest is finished, as after years of use. 10,000,000 rows take
 * some minutes and 5 GB per database.
 */
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { bootForBench, median } from './helpers.js'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000,10000000' },
    only: { type: 'string' },
  },
})
const DUE = 20_000
const BATCHES = [50, 500]
const ROUNDS = 21
const LEASE_MS = 90_000

const [database] = values.only ? [values.only as 'sqlite' | 'pg'] : (['sqlite', 'pg'] as const)
const { app, stop } = await bootForBench(database, { SMS_GATEWAY: 'log' })
const { ClaimDueMessages, selectDue } = await import('#delivery/claim/claim_due_messages')
const { ReapLostMessages } = await import('#delivery/unknown/reap_lost_messages')
const { CheckHealth } = await import('#monitoring/check_health')
const { isPostgres } = await import('#storage/dialect_of')
const { query } = await import('#storage/sql')
const { numbersUpTo, withoutIndexes } = await import('./fill_table.js')
const db = await app.container.make('lucid.db')
const client = db.connection()

const medians: number[][] = []
for (const rows of values.rows.split(',').map(Number)) {
  const startedAt = performance.now()
  await fill(rows)
  console.log(
    `${isPostgres(client) ? 'PostgreSQL' : 'SQLite'}, ${rows.toLocaleString('en')} rows (made in ${Math.round((performance.now() - startedAt) / 1000)} s)`
  )
  medians.push(await measure())
}
const [small, large] = medians
if (large) {
  const ratios = large.map((ms, place) => (ms / small[place]).toFixed(2))
  console.log(
    `large to small: ${ratios.join(', ')} (claims of ${BATCHES.join(' and ')}, rescue, health)`
  )
}
console.log(await planOfClaim())
await stop()
/** Without `--only`, the other database runs in its own process. */
if (!values.only) {
  const { spawnSync } = await import('node:child_process')
  const args = [
    '--import=./bin/compile_once.js',
    import.meta.filename,
    '--only=pg',
    `--rows=${values.rows}`,
  ]
  spawnSync(process.execPath, args, { stdio: 'inherit' })
}
process.exit(0)

async function measure(): Promise<number[]> {
  const claim = await app.container.make(ClaimDueMessages)
  const reap = await app.container.make(ReapLostMessages)
  const health = await app.container.make(CheckHealth)
  const found: number[] = []
  for (const limit of BATCHES) {
    const leaseUntil = Date.now() + LEASE_MS
    found.push(
      await timed(`claim of ${limit}`, async () => {
        const ids = await claim.run({ limit, token: randomUUID(), claimedBy: 'bench', leaseUntil })
        if (ids.length !== limit) throw new Error(`claimed ${ids.length} of ${limit}`)
      })
    )
  }
  found.push(await timed('rescue of lost messages', () => reap.run()))
  found.push(await timed('health report', () => health.run()))
  return found
}

async function timed(what: string, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now()
    await work()
    times.push(performance.now() - startedAt)
  }
  const [low, high] = [Math.min(...times), Math.max(...times)].map((ms) => ms.toFixed(1))
  console.log(
    `  ${what.padEnd(24)} ${median(times).toFixed(1)} ms (${low}–${high}, ${ROUNDS} rounds)`
  )
  return median(times)
}

async function fill(rows: number): Promise<void> {
  await client.rawQuery('DELETE FROM sms_messages')
  await withoutIndexes(client, 'sms_messages', () => insert(rows))
  await client.rawQuery(isPostgres(client) ? 'VACUUM ANALYZE sms_messages' : 'ANALYZE')
}

async function insert(rows: number): Promise<void> {
  await client.rawQuery(`
    INSERT INTO sms_messages (message_type, status, phone_number, language, body, priority, scheduled_at,
      attempt_count, retry_count, provider_message_id, source, created_at, updated_at, sent_at)
    SELECT '7_day_reminder', CASE WHEN n % 100 = 0 OR n <= ${DUE} THEN 'pending' ELSE 'sent' END,
      '+2376' || (10000000 + n % 80000000), 'fr', 'Rappel de vaccination pour votre enfant au centre de sante.', 1 + n % 3,
      CASE WHEN n <= ${DUE} THEN '2026-01-01 08:00:00' WHEN n % 100 = 0 THEN '2099-01-01 08:00:00' ELSE '2025-01-01 08:00:00' END ${isPostgres(client) ? '::timestamptz' : ''},
      0, 0, CASE WHEN n % 100 = 0 OR n <= ${DUE} THEN NULL ELSE 'orange-' || n END, 'bench',
      '2025-01-01 06:00:00', '2025-01-01 08:00:00', NULL
    FROM (${numbersUpTo(client, rows)}) AS numbers`)
}

async function planOfClaim(): Promise<string> {
  const rows = await query<Record<string, string>>(
    client,
    `EXPLAIN ${isPostgres(client) ? '' : 'QUERY PLAN'} ${selectDue({})}`,
    { priority: 2, now: '2026-06-01 00:00:00', now_ms: 1, farthest_ms: 2, limit: 500 }
  )
  const plan = rows.map((row) => `  ${row['QUERY PLAN'] ?? row.detail}`).join('\n')
  if (!plan.includes('sms_messages_due'))
    throw new Error(`the claim does not use its index:\n${plan}`)
  return `plan of the claim:\n${plan}`
}
