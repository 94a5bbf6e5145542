import db from '@adonisjs/lucid/services/db'
import { AceProcess } from '#tests/helpers/ace_process'
import { preloaded } from '#tests/reliability/support/preloaded'

/** Longer than a POST of these trials may take and its outcome to be written, short enough to wait for. */
const LEASE_SECONDS = 8

/** Milliseconds for one POST: the lease must outlast it by five seconds. */
const TIMEOUT_MS = 2_000

/** A process that sends, with a lease short enough that a trial can wait for it to run out. */
export function startWorker(environment: Record<string, string>): AceProcess {
  return new AceProcess(['sms:process', '--json'], {
    ...environment,
    ...preloaded('short_lease'),
    LEASE_SECONDS: String(LEASE_SECONDS),
    ORANGE_TIMEOUT_MS: String(TIMEOUT_MS),
  })
}

/** Messages that the process has committed to sending and not recorded. */
export async function inFlightOf({ child }: AceProcess): Promise<number> {
  return count((query) =>
    query.where('status', 'sending').whereLike('claimed_by', `%:${child.pid}%`)
  )
}

export async function stillOpen(): Promise<number> {
  return count((query) => query.whereIn('status', ['pending', 'sending']))
}

export async function claimedAndNotSent(): Promise<number> {
  return count((query) => query.where('status', 'pending').whereNotNull('lease_token'))
}

type Query = ReturnType<typeof db.from>

async function count(narrow: (query: Query) => Query): Promise<number> {
  const [row] = await narrow(db.from('sms_messages')).count('* as count')
  return Number(row.count)
}
