import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '@adonisjs/lucid/database'
import type { AceProcess } from '#tests/helpers/ace_process'
import { secondConnection } from '#tests/helpers/second_connection'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'

/** Milliseconds after which a transaction is that of somebody who sleeps. */
const SLEEPING_MS = 300

/**
 * Stops a process by SIGSTOP, at any moment but in the middle of a transaction:
 * its locks would stop everybody else until it wakes up, as any database does it.
 */
export async function putToSleep(worker: AceProcess): Promise<void> {
  const { db, close } = await secondConnection()
  for (;;) {
    worker.kill('SIGSTOP')
    if (await nobodySleepsInATransaction(db)) break
    worker.kill('SIGCONT')
    await delay(Math.random() * 20)
  }
  await close()
}

async function nobodySleepsInATransaction(db: Database): Promise<boolean> {
  const client = db.connection()
  if (isPostgres(client)) {
    await delay(SLEEPING_MS * 1.5)
    const sleeping = await query(
      client,
      `SELECT pid FROM pg_stat_activity
       WHERE state LIKE 'idle in transaction%' AND state_change < now() - CAST(:age AS interval)`,
      { age: `${SLEEPING_MS} milliseconds` }
    )
    return sleeping.length === 0
  }
  await client.rawQuery(`PRAGMA busy_timeout = ${SLEEPING_MS}`)
  try {
    await client.rawQuery('UPDATE gateway_accounts SET name = name WHERE 1 = 0')
    return true
  } catch {
    return false
  }
}
