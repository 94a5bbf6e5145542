import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { AceProcess } from '#tests/helpers/ace_process'
import { preloaded } from '#tests/helpers/preloaded'

/** Longer than a POST of these trials may take and its outcome to be written, short enough to wait for. */
const LEASE_SECONDS = 15

/** Milliseconds for one POST: the lease must outlast it by five seconds. */
const TIMEOUT_MS = 5_000

/** Milliseconds for the last statement of a killed process; far less than a lease, before whose end nobody moves its messages. */
const LAST_STATEMENT_MS = 1_500

const started: AceProcess[] = []

/** A process that sends until it is told to end, with a lease short enough that a trial can wait for it to run out. */
export function startWorker(
  environment: Record<string, string>,
  ...preloads: string[]
): AceProcess {
  const worker = new AceProcess(['sms:work', '--json'], {
    LEASE_SECONDS: String(LEASE_SECONDS),
    ...environment,
    ...preloaded('lease', ...preloads),
    /** Small, so that each of several processes gets its share and little is in flight at a time. */
    SMS_BATCH_SIZE: '10',
    ORANGE_TIMEOUT_MS: String(TIMEOUT_MS),
  })
  started.push(worker)
  return worker
}

/** Tells a worker to end, once it has begun: one that has only just been started knows no SIGTERM yet. */
export async function tellToEnd(worker: AceProcess): Promise<void> {
  const hasBegun = () =>
    count('workers', (query) => query.whereLike('id', `%:${worker.child.pid}:%`))
  while (worker.running && (await hasBegun()) === 0) await delay(20)
  worker.kill('SIGTERM')
}

/** Whatever became of the trial: no worker of it meets the next one. */
export async function killAll(): Promise<void> {
  for (const worker of started.splice(0)) {
    if (worker.running) worker.kill('SIGKILL')
    await worker.ended
  }
}

/** Calls off what nobody has touched yet, but for so many: enough was there for every worker to get its share. */
export async function leaveUntouched(left: number): Promise<void> {
  const untouched = await db
    .from('sms_messages')
    .where({ status: 'pending', attempt_count: 0 })
    .whereNull('lease_token')
    .orderBy('id')
    .select('id')
  const ids = untouched.slice(left).map(({ id }) => id)
  await db
    .from('sms_messages')
    .where({ status: 'pending', attempt_count: 0 })
    .whereNull('lease_token')
    .whereIn('id', ids)
    .delete()
}

/** Returns when nothing is pending or sending any more. */
export async function drained(): Promise<void> {
  while ((await stillOpen()) > 0) await delay(50)
}

/** Messages that have been committed to sending and not recorded, of one process or of all. */
export async function inFlight(): Promise<number> {
  return count('sms_messages', (query) => query.where('status', 'sending'))
}

/** Of a process that was killed. PostgreSQL may still finish the statement that it had asked for. */
export async function inFlightOf({ child }: AceProcess): Promise<number> {
  await delay(LAST_STATEMENT_MS)
  return count('sms_messages', (query) =>
    query.where('status', 'sending').whereLike('claimed_by', `%:${child.pid}%`)
  )
}

/** What a process had committed to `sending` and did not finish; asked once everything is settled. */
export async function leftUnfinishedBy({ child }: AceProcess): Promise<number> {
  const actor = `%:${child.pid}`
  const begun = await count('sms_message_events', (query) =>
    query.where('to_status', 'sending').whereLike('actor', actor)
  )
  const finished = await count('sms_message_events', (query) =>
    query
      .where('from_status', 'sending')
      .whereLike('actor', actor)
      .where((or) => or.whereNull('reason').orWhereNot('reason', 'worker_lost'))
  )
  return begun - finished
}

export async function sentBy({ child }: AceProcess): Promise<number> {
  return count('sms_message_events', (query) =>
    query.where('to_status', 'sent').whereLike('actor', `%:${child.pid}%`)
  )
}

export async function stillOpen(): Promise<number> {
  return count('sms_messages', (query) => query.whereIn('status', ['pending', 'sending']))
}

export async function claimedAndNotSent(): Promise<number> {
  return count('sms_messages', (query) =>
    query.where('status', 'pending').whereNotNull('lease_token')
  )
}

type Query = ReturnType<typeof db.from>

async function count(table: string, narrow: (query: Query) => Query): Promise<number> {
  const [row] = await narrow(db.from(table)).count('* as count')
  return Number(row.count)
}
