import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import { killAtExit } from '../../tests/helpers/at_exit.js'
import { insertDue } from './rows.js'
import { fromSqlInstant } from '#storage/instants'
import { query } from '#storage/sql'

/** Time to insert the schedules, and for the scheduler to be idle again. */
const LEAD_SECONDS = 5
/** The precision of the figures. */
const LOOK_EVERY_MS = 4

interface Load {
  seconds: number
  perSecond: number
  appName: string
  payload: object
}

/**
 * The time from the second at which something is due until it is done and committed, as another
 * process sees it. Fired by a real `scheduler:run`.
 */
export async function measureLateness(client: QueryClientContract, load: Load): Promise<string> {
  const { seconds, perSecond, appName, payload } = load
  const root = new URL('../../', import.meta.url).pathname
  const scheduler = killAtExit(
    spawn(process.execPath, ['ace.js', 'scheduler:run'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  )
  try {
    await insertDue(client, { appName, payload, count: 1, at: 'now' })
    const [warm] = await nextDone(client, { last: await lastId(client), count: 1 })
    const begin = DateTime.utc().startOf('second').plus({ seconds: LEAD_SECONDS })
    for (let second = 0; second < seconds; second++) {
      const at = begin.plus({ seconds: second })
      await insertDue(client, { appName, payload, count: perSecond, at })
    }
    const done = await nextDone(client, { last: warm.id, count: seconds * perSecond })
    const late = done.map(({ lateMs }) => lateMs).toSorted((a, b) => a - b)
    const percentile = (share: number) => `${late[Math.ceil(late.length * share) - 1]} ms`
    return `p50 ${percentile(0.5)}, p99 ${percentile(0.99)}, at most ${percentile(1)} (${perSecond} due in each of ${seconds} s)`
  } finally {
    scheduler.kill('SIGTERM')
    await new Promise((resolve) => scheduler.once('exit', resolve))
  }
}

async function nextDone(
  client: QueryClientContract,
  { last, count }: { last: number; count: number }
): Promise<{ id: number; lateMs: number }[]> {
  const seen: { id: number; lateMs: number }[] = []
  while (seen.length < count) {
    const rows = await query<{ id: number; occurrence_at: string }>(
      client,
      `SELECT id, occurrence_at FROM schedule_occurrences WHERE id > :last AND status = 'done' ORDER BY id`,
      { last: seen.at(-1)?.id ?? last }
    )
    const now = Date.now()
    for (const { id, occurrence_at: at } of rows)
      seen.push({ id, lateMs: now - fromSqlInstant(at).toMillis() })
    await delay(LOOK_EVERY_MS)
  }
  return seen
}

async function lastId(client: QueryClientContract): Promise<number> {
  const [{ last }] = await query<{ last: number }>(
    client,
    'SELECT COALESCE(MAX(id), 0) AS last FROM schedule_occurrences'
  )
  return last
}
