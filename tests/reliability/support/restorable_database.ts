import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { runAceProcess } from '#tests/helpers/ace_process'

/**
 * A database of a scenario's own that can be put back to an earlier state, as an
 * operator does it: a SQLite file is exchanged, a PostgreSQL database is replaced
 * by its copy. Its processes keep their state in a folder beside it.
 */
export interface RestorableDatabase {
  environment: Record<string, string>
  query<Row = Record<string, any>>(sql: string): Promise<Row[]>
  /** While no process is connected where it is PostgreSQL. Answers a name for `restore`. */
  backUp(): Promise<string>
  /** Also under processes that are running. */
  restore(backup: string): Promise<void>
  /** Deletes it under its processes; SQLite alone. */
  delete(): void
  drop(): Promise<void>
}

export async function aRestorableDatabase(): Promise<RestorableDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'rappel-restore-'))
  const database =
    process.env.DB_CONNECTION === 'pg' ? await aPostgres(folder) : aSqliteFile(folder)
  const { code, stderr } = await runAceProcess(['migration:run', '--force'], database.environment)
  if (code !== 0) throw new Error(`The database was not migrated: ${stderr}`)
  return database
}

function aSqliteFile(folder: string): RestorableDatabase {
  const file = join(folder, 'live.sqlite3')
  let backups = 0
  const read = (sql: string): any[] => {
    const live = new DatabaseSync(file)
    try {
      live.exec('PRAGMA busy_timeout = 30000')
      return live.prepare(sql).all()
    } finally {
      live.close()
    }
  }
  const remove = () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
  }
  return {
    environment: {
      DB_CONNECTION: 'sqlite',
      SQLITE_FILE: file,
      RAPPEL_STATE_DIR: join(folder, 'state'),
    },
    query: async (sql) => read(sql),
    async backUp() {
      const backup = join(folder, `backup-${++backups}.sqlite3`)
      read(`VACUUM INTO '${backup}'`)
      return backup
    },
    async restore(backup) {
      remove()
      copyFileSync(backup, file)
    },
    delete: remove,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

let serial = 0

async function aPostgres(folder: string): Promise<RestorableDatabase> {
  const live = `live_${process.pid}_${++serial}`
  const backups: string[] = []
  const run = async (sql: string, database = 'postgres'): Promise<any[]> => {
    const { DB_HOST: host, DB_PORT: port, DB_USER: user, DB_PASSWORD: password } = process.env
    const client = new pg.Client({ host, port: Number(port), user, password, database })
    await client.connect()
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }
  const replace = async (name: string, template: string) => {
    await run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await run(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  }
  await run(`CREATE DATABASE ${live}`)
  return {
    environment: {
      DB_CONNECTION: 'pg',
      DB_DATABASE: live,
      RAPPEL_STATE_DIR: join(folder, 'state'),
    },
    query: (sql) => run(sql, live),
    async backUp() {
      const backup = `${live}_backup_${backups.length + 1}`
      await replace(backup, live)
      backups.push(backup)
      return backup
    },
    restore: (backup) => replace(live, backup),
    delete: () => {
      throw new Error('There is no file to delete')
    },
    async drop() {
      for (const name of [live, ...backups]) await run(`DROP DATABASE ${name} WITH (FORCE)`)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Messages that are due now, each to a number of its own that the emulator does not treat specially. */
export async function insertDue(
  { query }: RestorableDatabase,
  count: number,
  type = 'custom'
): Promise<void> {
  const [{ before }] = await query<{ before: number | string }>(
    'SELECT COUNT(*) AS before FROM sms_messages'
  )
  const rows = Array.from({ length: count }, (_, offset) => {
    const number = Number(before) + offset
    const phone = `+2376${String(number).padStart(7, '0')}5555`
    const past = `'2026-01-01 08:00:00'`
    return `('${type}', 'pending', '${phone}', 'fr', 'Rappel', 2, ${past}, 'test', 0, 0, '${type}:${number}', ${past}, ${past})`
  })
  await query(
    `INSERT INTO sms_messages (message_type, status, phone_number, language, body, priority, scheduled_at,
       source, attempt_count, retry_count, dedupe_key, created_at, updated_at)
     VALUES ${rows.join(', ')} RETURNING id`
  )
}

/** How many messages are in which state, with which reason. */
export async function statesOf({ query }: RestorableDatabase): Promise<Record<string, number>> {
  const rows = await query<{ status: string; reason: string | null; count: number | string }>(
    'SELECT status, reason, COUNT(*) AS count FROM sms_messages GROUP BY status, reason'
  )
  return Object.fromEntries(
    rows.map(({ status, reason, count }) => [
      reason === null ? status : `${status}: ${reason}`,
      Number(count),
    ])
  )
}
