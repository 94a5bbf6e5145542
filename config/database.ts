import pg from 'pg'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Exception } from '@adonisjs/core/exceptions'
import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { WAL_KEPT_BYTES } from '#storage/write_ahead_log'
import { defineConfig } from '@adonisjs/lucid'
import { narrowRights } from '#storage/narrow_rights'
import { postgresLimits } from '#storage/postgres_limits'
import { sqliteFiles } from '#storage/sqlite_file'
import { waitForWriters } from '#storage/wait_for_writers'

/**
 * How long a statement waits for another process that writes to the same SQLite file, in
 * milliseconds. In 28 ms SQLite asks after 1, 2, 5, 10 and 10; in longer ones up to 100 ms apart.
 */
const SQLITE_PATIENCE = { onceMs: 28, totalMs: 30_000 }

/** The same while a connection is opened, when another process may be recovering the log. */
const OPENING_MS = 1_000

/** By default Knex writes values into error messages: phone numbers, names and texts. */
const WITHOUT_VALUES_IN_ERRORS: object = { compileSqlOnError: false }

/**
 * One representation for both databases: 64-bit integers are numbers (ids and
 * epoch milliseconds stay below 2^53), instants are `YYYY-MM-DD HH:MM:SS` in
 * UTC, dates are `YYYY-MM-DD`.
 */
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => text.slice(0, 19))

const limits = postgresLimits(env.get('DB_STATEMENT_TIMEOUT_MS'))

function sqliteFile(): string {
  const file = resolve(app.makePath(), env.get('SQLITE_FILE') || app.tmpPath('rappel.sqlite3'))
  /** With PostgreSQL, the default folder may not be writable. */
  if (env.get('DB_CONNECTION') !== 'pg') mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  return file
}

/** The server's certificate is checked, and that it is for DB_HOST. */
function tls() {
  const authority = env.get('DB_TLS_CA')
  return { rejectUnauthorized: true, ...(authority && { ca: readAuthority(authority) }) }
}

function readAuthority(file: string): string {
  try {
    return readFileSync(resolve(app.makePath(), file), 'utf8')
  } catch (error) {
    throw new Exception(`DB_TLS_CA names ${file}, which cannot be read (${error.code})`, {
      code: 'E_INVALID_CONFIG',
    })
  }
}

function faultOf(step: () => void): Error | null {
  try {
    step()
    return null
  } catch (error) {
    return error
  }
}

const dbConfig = defineConfig({
  connection: env.get('DB_CONNECTION', 'sqlite'),
  connections: {
    sqlite: {
      client: 'sqlite3',
      connection: { filename: sqliteFile() },
      useNullAsDefault: true,
      ...WITHOUT_VALUES_IN_ERRORS,
      pool: {
        min: 1,
        max: 1,
        /**
         * A committed message must survive a power failure: WAL alone only syncs at checkpoints. A
         * log that has grown is truncated when it restarts. What is deleted is overwritten with
         * zeros.
         */
        afterCreate(connection: any, done: (error: Error | null) => void) {
          waitForWriters(connection, SQLITE_PATIENCE)
          connection.exec(
            `PRAGMA busy_timeout = ${OPENING_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = ${WAL_KEPT_BYTES}; PRAGMA busy_timeout = ${SQLITE_PATIENCE.onceMs}`,
            (error: Error | null) =>
              done(
                error ??
                  faultOf(() => {
                    narrowRights(connection.filename)
                    sqliteFiles.remember(connection.filename)
                  })
              )
          )
        },
      },
      migrations: { naturalSort: true, paths: ['database/migrations'] },
      schemaGeneration: {
        enabled: !app.inProduction && !app.inTest,
        outputPath: './database/schema.ts',
        rulesPaths: ['./database/schema_rules.js'],
      },
    },
    pg: {
      client: 'pg',
      ...WITHOUT_VALUES_IN_ERRORS,
      connection: {
        host: env.get('DB_HOST', '127.0.0.1'),
        port: env.get('DB_PORT'),
        user: env.get('DB_USER', 'postgres'),
        password: env.get('DB_PASSWORD')?.release(),
        database: env.get('DB_DATABASE', 'rappel'),
        ...limits.connection,
        ...(env.get('DB_TLS') && { ssl: tls() }),
      },
      pool: { min: 0, max: 10, ...limits.pool },
      migrations: { naturalSort: true, paths: ['database/migrations'] },
      schemaGeneration: { enabled: false, outputPath: './database/schema.ts' },
    },
  },
})

export default dbConfig
