import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { isPostgres } from '#storage/dialect_of'
import { query } from '#storage/sql'
import { holdTheDatabase, type Lift } from '#tests/reliability/support/database_faults'

/**
 * The database answers nobody any more, and nothing says so. PostgreSQL is stopped
 * with all its processes (this one must ask it nothing meanwhile); the file of
 * SQLite is held by a writer that does not go on.
 */
export async function standStill(): Promise<Lift> {
  if (!isPostgres(db.connection())) return holdTheDatabase()
  const [{ data_directory: folder }] = await query<{ data_directory: string }>(
    db.connection(),
    'SHOW data_directory'
  )
  const [postmaster] = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', postmaster], { encoding: 'utf8' })
  const processes = [postmaster, ...children.trim().split(/\s+/)].map(Number)
  const all = (signal: NodeJS.Signals) => processes.forEach((pid) => process.kill(pid, signal))
  all('SIGSTOP')
  return async () => all('SIGCONT')
}
