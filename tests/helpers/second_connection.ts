import app from '@adonisjs/core/services/app'
import { Logger } from '@adonisjs/core/logger'
import { Emitter } from '@adonisjs/core/events'
import { Database } from '@adonisjs/lucid/database'

/** Another `Database` with connections of its own, as another process has: for tests that race. */
export async function secondConnection(): Promise<{ db: Database; close(): Promise<void> }> {
  const db = new Database(
    app.config.get('database'),
    await app.container.make(Logger),
    (await app.container.make(Emitter)) as any
  )
  return { db, close: () => db.manager.closeAll() }
}
