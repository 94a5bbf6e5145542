import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'
import { runAceProcess } from '#tests/helpers/ace_process'
import { temporaryFolder } from '#tests/helpers/at_exit'
import { startPostgres } from '#tests/helpers/postgres'

/** The database that this run is not on, empty and migrated, for copies. */
export interface CopyTarget {
  /** Its connection in config/database.ts. */
  name: 'pg' | 'sqlite'
  /** For a process that copies into it. */
  environment: Record<string, string>
  /** For a process that runs on it. */
  itself: Record<string, string>
  client: QueryClientContract
  close(): Promise<void>
}

/** Makes as many targets as are asked for; `stop` ends what that needed. */
export class CopyTargets {
  #made = 0
  #postgres: { environment: Record<string, string>; stop(): Promise<void> } | undefined

  async make(): Promise<CopyTarget> {
    const name = `rappel_copy_${++this.#made}`
    const environment: Record<string, string> = isPostgres(db.connection())
      ? { SQLITE_FILE: join(temporaryFolder('rappel-copy-'), 'copy.sqlite3') }
      : { ...(await this.#server()), DB_DATABASE: name }
    const target = 'SQLITE_FILE' in environment ? 'sqlite' : 'pg'
    if (target === 'pg') await this.#createDatabase(environment, name)
    /** What it sends is not held against this run's database, which has the same identity. */
    const RAPPEL_STATE_DIR = temporaryFolder('rappel-copy-state-')
    const itself = { ...environment, DB_CONNECTION: target, RAPPEL_STATE_DIR }
    const { code, stderr } = await runAceProcess(['migration:run', '--force'], itself)
    if (code !== 0) throw new Error(stderr)

    db.manager.add(name, configOf(target, environment))
    const close = () => db.manager.close(name, true)
    return { name: target, environment, itself, client: db.connection(name), close }
  }

  async stop(): Promise<void> {
    await this.#postgres?.stop()
  }

  /** The environment of this run stays as it is. */
  async #server(): Promise<Record<string, string>> {
    if (this.#postgres) return this.#postgres.environment
    const before = { ...process.env }
    const { stop } = await startPostgres({ synced: false, databases: ['first'] })
    const environment: Record<string, string> = {}
    for (const [key, value] of Object.entries(process.env)) {
      if (value === before[key]) continue
      environment[key] = value!
      if (before[key] === undefined) delete process.env[key]
      else process.env[key] = before[key]
    }
    /** It says which database is copied. */
    delete environment.DB_CONNECTION
    this.#postgres = { environment, stop }
    return environment
  }

  async #createDatabase(environment: Record<string, string>, name: string): Promise<void> {
    db.manager.add('server', configOf('pg', { ...environment, DB_DATABASE: 'first' }))
    await db.connection('server').rawQuery(`CREATE DATABASE ${name}`)
    await db.manager.close('server', true)
  }
}

function configOf(target: 'pg' | 'sqlite', environment: Record<string, string>) {
  const config = db.manager.get(target)!.config
  if (target === 'sqlite')
    return { ...config, connection: { filename: environment.SQLITE_FILE } } as typeof config
  const { DB_HOST: host, DB_PORT: port, DB_USER: user, DB_PASSWORD: password } = environment
  const connection = { host, port: Number(port), user, password, database: environment.DB_DATABASE }
  return { ...config, connection } as typeof config
}
