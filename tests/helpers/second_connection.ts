import app from '@adonisjs/core/services/app'
import { Logger } from '@adonisjs/core/logger'
import { Emitter } from '@adonisjs/core/events'
import { Database } from '@adonisjs/lucid/database'

/** Instead of what the configuration says. */
interface Where {
  /** Of PostgreSQL. */
  host?: string
  port?: number
  user?: string
  password?: string
  database?: string
  /** Of SQLite. */
  filename?: string
}

/** Another `Database` with connections of its own, as another process has: for tests that race. */
export async function secondConnection(
  where: Where = {}
): Promise<{ db: Database; close(): Promise<void> }> {
  const db = new Database(
    configWith(where),
    await app.container.make(Logger),
    (await app.container.make(Emitter)) as any
  )
  return { db, close: () => db.manager.closeAll() }
}

/** A file that is removed after its test, which this process must not take for its own that was deleted. */
function patient(connection: any, done: (error: Error | null) => void): void {
  connection.exec('PRAGMA busy_timeout = 30000', done)
}

function configWith(where: Where) {
  const config: any = app.config.get('database')
  const { sqlite, pg } = config.connections
  return {
    ...config,
    connections: {
      sqlite: {
        ...sqlite,
        connection: { ...sqlite.connection, ...where },
        pool: where.filename === undefined ? sqlite.pool : { ...sqlite.pool, afterCreate: patient },
      },
      pg: { ...pg, connection: { ...pg.connection, ...where } },
    },
  }
}
