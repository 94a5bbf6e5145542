import type { DeliberateBug } from './deliberate_bug.js'

const INTAKE = 'tests/kafka/intake.spec.ts'
const TROUBLE = 'tests/kafka/trouble.spec.ts'
const KILLS = 'tests/kafka/kill_consumers.spec.ts'
const CRASHES = 'tests/kafka/crashes.spec.ts'
const COMMITS = 'tests/kafka/failed_commits.spec.ts'
const OUTPUT = 'tests/kafka/output.spec.ts'
const OPERATIONS = 'tests/kafka/operations.spec.ts'
const EVENTS = 'tests/kafka/events.spec.ts'

/** Mistakes about Kafka: `npm run reliability:bugs -- --kafka`. */
export const KAFKA_BUGS: DeliberateBug[] = [
  {
    name: 'offsets are committed before the transaction',
    harm: 'a request is lost when the process dies, or the database fails, in between',
    file: 'app/ingest/consume_requests.ts',
    edits: [
      {
        find: 'const settled = await this.batch.run(records, session, fault)',
        replace: `await session.consumer.commit(records.map(({ topic, partition, offset }) => ({ topic, partition, offset: offset + 1n })))
    const settled = await this.batch.run(records, session, fault)`,
      },
    ],
    specs: [TROUBLE],
  },
  {
    name: 'the offset of the last record is committed instead of the next',
    harm: 'the last record of each partition is delivered again and again',
    file: 'app/ingest/partition_progress.ts',
    edits: [{ find: 'state.offset = offset + 1n', replace: 'state.offset = offset' }],
    specs: [INTAKE],
  },
  {
    name: 'a record without an id gets a random one',
    harm: 'delivered again, it is a second SMS',
    file: 'app/ingest/take_in_requests.ts',
    edits: [
      {
        find: '?? `kafka:${topicId}:${partition}:${offset}`',
        replace: '?? `kafka:${topicId}:${partition}:${offset}:${Math.random()}`',
      },
    ],
    specs: [INTAKE],
  },
  {
    name: 'requests that were seen are remembered in memory',
    harm: 'after a restart every request that is delivered again is a second job',
    file: 'app/ingest/take_in_requests.ts',
    edits: [
      {
        find: 'const bodies = readings.flatMap((reading) => (reading.ok ? [reading.body] : []))',
        replace: `const bodies = readings.flatMap((reading) => (reading.ok ? [reading.body as any] : []))
    const mine = Math.random()
    for (const body of bodies) {
      body.idempotencyKey = \`\${body.idempotencyKey ?? body.requestId}:\${mine}\`
    }`,
      },
    ],
    specs: [INTAKE],
  },
  {
    name: 'a dead letter is not waited for',
    harm: 'a record that nobody can read again is lost when its dead letter topic is away',
    file: 'app/ingest/settle_batch.ts',
    edits: [
      {
        find: '() => session.producer.send(letters).then(() => true)',
        replace: 'async () => (session.producer.send(letters).catch(() => false), true)',
      },
    ],
    specs: [TROUBLE],
  },
  {
    name: 'every fault is taken for the fault of a record',
    harm: 'while the database is away, good requests become dead letters',
    file: 'app/ingest/is_fault_of_record.ts',
    edits: [{ find: 'return isFaultOfRows(error) ||', replace: 'return true ||' }],
    specs: [COMMITS],
  },
  {
    name: 'no fault is taken for the fault of a record',
    harm: 'one record that the database refuses holds up its partition for ever',
    file: 'app/ingest/is_fault_of_record.ts',
    edits: [{ find: 'return isFaultOfRows(error) ||', replace: 'return false &&' }],
    specs: [TROUBLE],
  },
  {
    name: 'a COMMIT that failed is taken for a success by the intake',
    harm: 'the offsets are committed, and the requests are nowhere',
    file: 'app/storage/transaction.ts',
    edits: [
      {
        find: 'await Promise.all([knexTrx.commit(), knexTrx.executionPromise])',
        replace: '[await knexTrx.commit()]',
      },
    ],
    specs: [COMMITS],
  },
  {
    name: 'a record that the database refuses is given up at once',
    harm: 'what would have passed at the second try needs a person',
    file: 'app/ingest/settle_batch.ts',
    edits: [{ find: 'of this.kafka.settings.retryWaitsMs)', replace: 'of [] as number[])' }],
    specs: [TROUBLE],
  },
  {
    name: 'records are touched before it is written down that they are in hand',
    harm: 'deaths by one record are never seen, and it ends every consumer',
    file: 'app/ingest/consume_requests.ts',
    edits: [
      {
        find: 'await this.#writeMarks(progress.begin(records, kills), session.signal)',
        replace: 'progress.begin(records, kills)',
      },
    ],
    specs: [CRASHES],
  },
  {
    name: 'the records of a batch are written in another order',
    harm: 'the jobs of one key are done in another order than they were asked for',
    file: 'app/schedules/manage/insert_schedules.ts',
    edits: [{ find: 'WHERE TRUE ORDER BY place', replace: 'WHERE TRUE ORDER BY place DESC' }],
    specs: [KILLS],
  },
  {
    name: 'what is behind a suspect in its batch is forgotten',
    harm: 'requests that were in hand when a consumer was killed are lost',
    file: 'app/ingest/consume_requests.ts',
    edits: [
      {
        find: 'records = records.slice(part.length)',
        replace: 'records = []',
      },
    ],
    specs: [KILLS, CRASHES],
  },
  {
    name: 'headers of one name are merged in a dead letter',
    harm: 'the dead letter is not what was sent',
    file: 'app/ingest/broker/producer.ts',
    edits: [
      {
        find: 'new Map(headers as [Buffer, Buffer][])',
        replace:
          'new Map([...new Map(headers.map(([n, v]) => [n.toString(), v]))].map(([n, v]) => [Buffer.from(n), v!]))',
      },
    ],
    specs: [TROUBLE],
  },
  {
    name: 'deaths of processes are not counted',
    harm: 'one record ends every consumer that reads it, and nothing is taken in any more',
    file: 'app/ingest/suspects.ts',
    edits: [
      {
        find: 'return left.first === left.last ? left.kills + 1 : 1',
        replace: 'return 1',
      },
    ],
    specs: [CRASHES],
  },
  {
    name: 'schedules are fired every ten seconds',
    harm: 'a retry is published long after its time',
    file: 'app/services/keep_firing.ts',
    edits: [{ find: 'const SECOND_MS = 1_000', replace: 'const SECOND_MS = 10_000' }],
    specs: [OUTPUT],
  },
  {
    name: 'a retry is published without its task as key',
    harm: 'the retries of one task are in several partitions, and arrive in any order',
    file: 'app/ingest/publish_retries.ts',
    edits: [{ find: 'key: Buffer.from(String(retry.campaignTaskId))', replace: 'key: null' }],
    specs: [OUTPUT],
  },
  {
    name: 'retries of one task run side by side',
    harm: 'an older retry arrives after a newer one',
    file: 'app/schedules/run/claim_occurrences.ts',
    edits: [{ find: 'AND ${IS_ITS_TURN}', replace: '' }],
    specs: [OUTPUT],
  },
  {
    name: 'a dead letter can be replayed twice',
    harm: 'two people who mend the same thing send it twice',
    file: 'app/ingest/replay_dead_letter.ts',
    edits: [{ find: 'if (inserted.length === 0) return false', replace: '' }],
    specs: [OPERATIONS],
  },
  {
    name: 'a partition that stands still passes',
    harm: 'nobody is told that requests are not taken in',
    file: 'app/monitoring/health/kafka_check.ts',
    edits: [{ find: 'if (still.length > 0)', replace: 'if (false)' }],
    specs: [OPERATIONS],
  },
  {
    name: 'an event counts as told although the broker did not confirm it',
    harm: 'while the broker is away, other programs miss what happens',
    file: 'app/outgoing/publish_events.ts',
    edits: [
      {
        find: "({ id, outcome: 'failed', reason: 'not_confirmed' })",
        replace: "({ id, outcome: 'delivered' })",
      },
    ],
    specs: [EVENTS],
  },
]
