/**
 * Reproduction for lucid_commit_error.md: `node docs/upstream/lucid_commit_error.mjs`.
 * A deferred constraint fails at the COMMIT, on SQLite in memory, without a server.
 */
import { Logger } from '@adonisjs/core/logger'
import { Emitter } from '@adonisjs/core/events'
import { Application } from '@adonisjs/core/app'
import { Database } from '@adonisjs/lucid/database'

const app = new Application(new URL('./', import.meta.url), { environment: 'console' })
const connections = {
  sqlite: { client: 'sqlite3', connection: { filename: ':memory:' }, useNullAsDefault: true },
}
const db = new Database({ connection: 'sqlite', connections }, new Logger({}), new Emitter(app))

await db.rawQuery('PRAGMA foreign_keys = ON')
await db.rawQuery('CREATE TABLE parents (id INTEGER PRIMARY KEY)')
await db.rawQuery(
  'CREATE TABLE children (parent_id INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)'
)
const orphan = (trx) => trx.rawQuery('INSERT INTO children (parent_id) VALUES (1)')
const outcome = (promise) =>
  promise.then(
    () => 'resolved',
    (error) => `rejected (${error.code})`
  )

console.log('transaction(callback):', await outcome(db.transaction(orphan)))
/** The transaction is still open on the pooled connection. */
await db.rawQuery('ROLLBACK')

const trx = await db.transaction()
await orphan(trx)
const execution = outcome(trx.knexClient.executionPromise)
console.log('trx.commit():', await outcome(trx.commit()))
console.log('trx.knexClient.executionPromise:', await execution)
await db.rawQuery('ROLLBACK')

const [{ count }] = await db.rawQuery('SELECT COUNT(*) AS count FROM children')
console.log('rows stored:', count)
await db.manager.closeAll()
