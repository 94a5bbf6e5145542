/**
 * Requests from Kafka per second and consumer, with deduplication and commits, beside the client
 * that consumes and commits with no table, in the same run; then the time from sending to the
 * commit at a steady rate, the time from due to published of retries, and the memory: `npm run
 * bench:kafka [-- --pg --records=50000 --rounds=3 --perSecond=1000 --seconds=20 --retries=20]`. It
 * takes the broker of KAFKA_BROKERS or starts one. Processor time is that of this process with all
 * its threads, so it includes SQLite but neither PostgreSQL nor the broker.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startBroker } from '../scripts/kafka/start_broker.js'
import { bootForBench, median } from './helpers.js'

const { values } = parseArgs({
  options: {
    pg: { type: 'boolean', default: false },
    records: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '3' },
    perSecond: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '20' },
    retries: { type: 'string', default: '20' },
    batch: { type: 'string' },
  },
})
const RECORDS = Number(values.records)
const SENT_AT_ONCE = 1_000
const TICK_MS = 50
const FIRST_DUE_MS = Date.UTC(2099, 2, 10)
const WAITS_SECONDS = [60, 300, 900, 1_800, 3_600]

const broker = process.env.KAFKA_BROKERS ? null : await startBroker()
process.env.KAFKA_BROKERS ||= broker!.address
process.env.KAFKA_SEND_TOPIC = `bench-send-${randomUUID().slice(0, 8)}`
const { app, stop } = await bootForBench(values.pg ? 'pg' : 'sqlite', { SMS_GATEWAY: 'log' })
const { KafkaConfig } = await import('#settings/kafka_config')
const { GroupConsumer } = await import('#ingest/broker/group_consumer')
const { Producer } = await import('#ingest/broker/producer')
const { createTopics, withAdmin } = await import('#ingest/broker/topics')
const { ConsumeRequests } = await import('#ingest/consume_requests')
const { TakeInRequests } = await import('#ingest/take_in_requests')
const { clearSchedules } = await import('./schedules/rows.js')
const { dueToPublished } = await import('./kafka/due_to_published.js')
const db = await app.container.make('lucid.db')
const own = await app.container.make(KafkaConfig)

console.log(
  `${values.pg ? 'PostgreSQL' : 'SQLite'}, ${RECORDS} requests, 6 partitions, ${values.rounds} rounds`
)
const bare: number[] = []
const taken: number[] = []
const bareUs: number[] = []
const takenUs: number[] = []
for (let round = 0; round < Number(values.rounds); round++) {
  const config = await aTopic()
  await send(config, RECORDS)
  bare.push(await consumeBare(config))
  taken.push(await takeIn(config))
}
console.log(`the client alone, with commits: ${perSecond(bare)}, ${processor(bareUs)}`)
console.log(`taken in, one consumer: ${perSecond(taken)}, ${processor(takenUs)}`)
console.log(`ratio ${(median(taken) / median(bare)).toFixed(2)}`)
console.log(`sent to committed: ${await measureLatency()}`)
console.log(`due to published: ${await measureRetries()}`)
console.log(`peak memory: ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB`)
await broker?.stop()
await stop()
process.exit(0)

async function aTopic() {
  const id = randomUUID().slice(0, 8)
  const topics = Object.fromEntries(
    Object.keys(own.settings.topics).map((use) => [use, `bench-${use}-${id}`])
  ) as typeof own.settings.topics
  const batchSize = values.batch ? Number(values.batch) : own.settings.batchSize
  const config = new KafkaConfig({ ...own.settings, topics, batchSize, groupId: `bench-${id}` })
  const wanted = Object.values(topics).map((topic) => ({ topic, partitions: 6 }))
  await withAdmin(config.settings, (admin) => createTopics(admin, wanted))
  return config
}

type Config = Awaited<ReturnType<typeof aTopic>>

/** Numbers, times and texts differ, as those of a programme do. */
function aRequest(requestId: string, place: number) {
  const body = {
    requestId,
    appName: 'sms',
    scheduledTime: dueAt(place),
    priority: 'normal',
    jobData: {
      phoneNumber: `+23769${String(place % 10_000_000).padStart(7, '0')}`,
      message: `Rappel: l'enfant numero ${place} doit etre vaccine demain au centre de sante.`,
    },
  }
  return Buffer.from(JSON.stringify(body))
}

/** After one of the usual waits, as requests come in: so many a second. */
function dueAt(place: number): string {
  const seconds = Math.floor(place / SENT_AT_ONCE) + WAITS_SECONDS[place % WAITS_SECONDS.length]
  const iso = new Date(FIRST_DUE_MS + seconds * 1_000).toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}

async function send({ settings }: Config, records: number) {
  const producer = new Producer(settings)
  for (let from = 0; from < records; from += SENT_AT_ONCE) {
    await producer.send(
      Array.from({ length: Math.min(SENT_AT_ONCE, records - from) }, (_, place) => ({
        topic: settings.topics.ingest,
        key: null,
        value: aRequest(`${settings.groupId}-${from + place}`, from + place),
        headers: [],
      }))
    )
  }
  await producer.close()
}

async function consumeBare({ settings }: Config): Promise<number> {
  const { topics, batchSize, groupId } = settings
  const other = { ...settings, groupId: `${groupId}-bare` }
  const consumer = await GroupConsumer.join(other, [topics.ingest])
  const signal = new AbortController().signal
  let seen = 0
  let from = 0
  let cpu: NodeJS.CpuUsage | undefined
  while (seen < RECORDS) {
    const records = await consumer.next(batchSize, { lingerMs: 5, signal })
    from ||= performance.now()
    cpu ??= process.cpuUsage()
    seen += records.length
    const next = new Map(records.map((record) => [record.partition, record]))
    await consumer.commit(
      [...next.values()].map(({ topic, partition, offset }) => ({
        topic,
        partition,
        offset: offset + 1n,
      }))
    )
  }
  const rate = seen / ((performance.now() - from) / 1_000)
  bareUs.push(processorOf(cpu!))
  await consumer.close()
  return rate
}

/** The whole of it; `onBatch` hears of each batch once it is committed to the database. */
async function run(config: Config, onBatch: (records: any[]) => void, until: () => boolean) {
  const resolver = app.container.createResolver()
  resolver.bindValue(KafkaConfig, config)
  const requests = await resolver.make(TakeInRequests)
  const take = requests.run.bind(requests)
  requests.run = async (records, topicId) => {
    const intakes = await take(records, topicId)
    onBatch(records)
    return intakes
  }
  resolver.bindValue(TakeInRequests, requests)
  const consumer = await resolver.make(ConsumeRequests)
  const ending = new AbortController()
  const ended = consumer.run(ending.signal)
  while (!until()) await delay(10)
  ending.abort()
  return ended
}

async function takeIn(config: Config): Promise<number> {
  await clearSchedules(db.connection())
  let from = 0
  let to = 0
  let seen = 0
  let cpu: NodeJS.CpuUsage | undefined
  const summary = await run(
    config,
    (records) => {
      /** Joining the group and the first fetch are not what is measured. */
      from ||= performance.now()
      cpu ??= process.cpuUsage()
      seen += records.length
      to = performance.now()
    },
    () => seen >= RECORDS
  )
  if (summary.created !== RECORDS) throw new Error(`${summary.created} of ${RECORDS} were created`)
  takenUs.push(processorOf(cpu!))
  return RECORDS / ((to - from) / 1_000)
}

async function measureLatency(): Promise<string> {
  await clearSchedules(db.connection())
  const config = await aTopic()
  const perTick = (Number(values.perSecond) * TICK_MS) / 1_000
  const ticks = (Number(values.seconds) * 1_000) / TICK_MS
  const all = perTick * ticks
  const latencies: number[] = []
  const producer = new Producer(config.settings)
  const sending = (async () => {
    await delay(3_000)
    const from = performance.now()
    for (let tick = 0; tick < ticks; tick++) {
      await delay(Math.max(0, from + tick * TICK_MS - performance.now()))
      const sentAt = performance.now()
      await producer.send(
        Array.from({ length: perTick }, (_, place) => ({
          topic: config.settings.topics.ingest,
          key: null,
          value: aRequest(`${sentAt}:${tick}:${place}`, tick * perTick + place),
          headers: [],
        }))
      )
    }
  })()
  await run(
    config,
    (records) => {
      const now = performance.now()
      for (const { value } of records)
        latencies.push(now - Number.parseFloat(JSON.parse(value.toString()).requestId))
    },
    () => latencies.length >= all
  )
  await sending
  await producer.close()
  return `${spread(latencies)} at ${values.perSecond}/s`
}

async function measureRetries(): Promise<string> {
  await clearSchedules(db.connection())
  const topics = [{ topic: own.settings.topics.send, partitions: 6 }]
  await withAdmin(own.settings, (admin) => createTopics(admin, topics))
  return spread(await dueToPublished(app, Number(values.retries)))
}

function spread(latencies: number[]): string {
  const sorted = latencies.toSorted((one, other) => one - other)
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)])
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`
}

/** Microseconds for each record since then. */
function processorOf(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from)
  return (user + system) / RECORDS
}

function processor(microseconds: number[]): string {
  return `${Math.round(median(microseconds))} µs of processor time each`
}

function perSecond(rates: number[]): string {
  const sorted = rates.map((rate) => Math.round(rate)).sort((one, other) => one - other)
  return `${Math.round(median(rates))}/s (${sorted[0]} to ${sorted.at(-1)})`
}
