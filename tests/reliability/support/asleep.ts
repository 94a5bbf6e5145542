import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import type { AceProcess } from '#tests/helpers/ace_process'
import { databaseFileOf } from '#storage/database_file'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { openSqlite } from '#storage/sqlite_connection'

/** Milliseconds after which a transaction is that of somebody who sleeps. */
const SLEEPING_MS = 300

/**
 * Milliseconds awake before the second try, at most, and as many more before each further one: a
 * busy machine gives a process little of them, and it must come out of its transaction.
 */
const AWAKE_MS = 20

/**
 * Stops a process by SIGSTOP, at any moment but in the middle of a transaction:
 * its locks would stop everybody else until it wakes up, as any database does it.
 */
export async function putToSleep(worker: AceProcess): Promise<void> {
  for (let awakeMs = AWAKE_MS; ; awakeMs += AWAKE_MS) {
    worker.kill('SIGSTOP')
    if (await nobodySleepsInATransaction()) return
    worker.kill('SIGCONT')
    await delay(Math.random() * awakeMs)
  }
}

async function nobodySleepsInATransaction(): Promise<boolean> {
  const client = db.connection()
  if (!isPostgres(client)) return canWrite((await databaseFileOf(client))!)
  await delay(SLEEPING_MS * 1.5)
  const sleeping = await query(
    client,
    `SELECT pid FROM pg_stat_activity
     WHERE state LIKE 'idle in transaction%' AND state_change < now() - CAST(:age AS interval)`,
    { age: `${SLEEPING_MS} milliseconds` }
  )
  return sleeping.length === 0
}

/** By a connection of its own: those of the application wait for much longer. */
async function canWrite(file: string): Promise<boolean> {
  const connection = await openSqlite(file)
  try {
    await connection.execute(`PRAGMA busy_timeout = ${SLEEPING_MS}`)
    return await connection.execute('UPDATE gateway_accounts SET name = name WHERE 1 = 0')
  } finally {
    await connection.close()
  }
}
