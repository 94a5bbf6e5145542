/**
 * The cost of statistics and metrics at 10,000,000 messages in 90 days: a scrape, the last hour,
 * day and week, a recorded month, and recording a day. `npm run bench:statistics [--
 * --messages=10000000 --pg]`.
 */
import { parseArgs } from 'node:util'
import { DateTime } from 'luxon'
import { bootForBench, median } from './helpers.js'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000000' },
    pg: { type: 'boolean', default: false },
  },
})
const MESSAGES = Number(values.messages)
const DAYS = 90
const FACILITIES = 500
const ROUNDS = 5

const { app, stop } = await bootForBench(values.pg ? 'pg' : 'sqlite', { SMS_GATEWAY: 'log' })
const { Clock } = await import('#app/clock')
const { CollectMetrics } = await import('#monitoring/metrics/collect_metrics')
const { CollectStatistics } = await import('#monitoring/collect_statistics')
const { RecordDailyCounts } = await import('#monitoring/record_daily_counts')
const { toSqlInstant } = await import('#storage/instants')
const db = await app.container.make('lucid.db')
const client = db.connection()
const clock = await app.container.make(Clock)
const now = clock.now()

console.log(`${MESSAGES} messages in ${DAYS} days, ${values.pg ? 'PostgreSQL' : 'SQLite'}`)
await fill()
const record = await app.container.make(RecordDailyCounts)
const statistics = await app.container.make(CollectStatistics)
const metrics = await app.container.make(CollectMetrics)

const day = DateTime.fromISO(now.toISODate()!, { zone: 'utc' }).minus({ days: 1 })
await measure('recording all days', () => record.run(), 1)
await measure('a scrape', () => metrics.run('bench'))
for (const timeframe of ['hour', 'day', 'week'] as const)
  await measure(`the last ${timeframe}`, () => statistics.run(timeframe))
await measure('one recorded day', () => statistics.run({ day: day.toISODate()! }))
await measure('30 days', () => statistics.run({ from: day.minus({ days: 30 }).toISODate()! }))
await stop()
process.exit(0)

async function measure(what: string, work: () => Promise<unknown>, rounds = ROUNDS): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  console.log(`${what.padEnd(20)} ${median(times).toFixed(0)} ms (${rounds} rounds)`)
}

/** Each message sent, delivered two minutes later, with its attempt and three events. */
async function fill(): Promise<void> {
  const at = toSqlInstant(now)
  await client.table('facilities').multiInsert(
    Array.from({ length: FACILITIES }, (_, n) => ({
      ...{ id: n + 1, code: `F${n}`, name: `F${n}`, timezone: 'UTC', language: 'fr' },
      ...{ created_at: at, updated_at: at },
    }))
  )
  const seconds = (DAYS * 86_400) / MESSAGES
  const start = toSqlInstant(now.minus({ days: DAYS }))
  const numbers = values.pg
    ? `SELECT generate_series(1, ${MESSAGES}) AS n`
    : `WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${MESSAGES}) SELECT n FROM s`
  const instant = (plus: number) =>
    values.pg
      ? `CAST('${start}+00' AS timestamptz) + make_interval(secs => n * ${seconds} + ${plus})`
      : `strftime('%Y-%m-%d %H:%M:%S', '${start}', '+' || CAST(n * ${seconds} + ${plus} AS INTEGER) || ' seconds')`
  const patients = FACILITIES * 20
  await client.rawQuery(
    `INSERT INTO patients (id, external_ref, first_name, last_name, facility_id, status, created_at, updated_at)
     SELECT n, 'P' || n, 'A', 'B', 1 + n % ${FACILITIES}, 'active', '${at}', '${at}'
     FROM (${numbers}) AS numbers WHERE n <= ${patients}`
  )
  await client.rawQuery(
    `INSERT INTO sms_messages (id, message_type, status, patient_id, language, gateway_account, segments, scheduled_at,
       sent_at, delivered_at, attempt_count, source, created_at, updated_at)
     SELECT n, CASE n % 3 WHEN 0 THEN '7_day_reminder' WHEN 1 THEN '1_day_reminder' ELSE 'overdue_reminder' END, 'delivered',
       1 + n % ${patients}, 'fr', 'log', 1, ${instant(0)}, ${instant(30)}, ${instant(150)}, 1, 'bench', ${instant(0)}, ${instant(150)}
     FROM (${numbers}) AS numbers`
  )
  for (const [from, to, plus] of [
    ['pending', 'sending', 30],
    ['sending', 'sent', 30],
    ['sent', 'delivered', 150],
  ] as const)
    await client.rawQuery(
      `INSERT INTO sms_message_events (message_id, at, actor, from_status, to_status)
       SELECT n, ${instant(plus)}, 'bench', '${from}', '${to}' FROM (${numbers}) AS numbers`
    )
  await client.rawQuery(
    `INSERT INTO sms_attempts (message_id, number, gateway, account, lease_token, started_at, outcome)
     SELECT n, 1, 'log', 'log', 'bench', ${instant(30)}, 'accepted' FROM (${numbers}) AS numbers`
  )
  await client.rawQuery(values.pg ? 'VACUUM ANALYZE' : 'ANALYZE')
}
