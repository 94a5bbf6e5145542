import { MigrationRunner } from '@adonisjs/lucid/migration'
import { Database } from '@adonisjs/lucid/database'
import { Emitter } from '@adonisjs/core/events'
import { Logger } from '@adonisjs/core/logger'
import type { ApplicationService } from '@adonisjs/core/types'

/**
 * A SQLite database of this process with all tables; it disappears when it is closed. The
 * configured database is not touched.
 */
export async function openMemoryDatabase(app: ApplicationService): Promise<Database> {
  const { sqlite } = app.config.get<{ connections: Record<string, object> }>('database').connections
  const db = new Database(
    {
      connection: 'memory',
      connections: { memory: { ...sqlite, connection: { filename: ':memory:' } } as never },
    },
    await app.container.make(Logger),
    (await app.container.make(Emitter)) as never
  )
  const migrator = new MigrationRunner(db, app, { direction: 'up' })
  await migrator.run()
  if (migrator.error) throw migrator.error
  return db
}
