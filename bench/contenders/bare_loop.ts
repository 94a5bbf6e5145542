/** Only claims and completes jobs in batches, one commit each: the limit of the database itself. */
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { connectionString, playRound } from './round.js'

const BATCH = 500
const [database, count] = process.argv.slice(2)
const jobs = Number(count)

if (database === 'sqlite') await onSqlite()
else await onPostgres()

async function onSqlite(): Promise<never> {
  const db = new DatabaseSync(process.env.SQLITE_FILE!)
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE jobs (id INTEGER PRIMARY KEY, status TEXT NOT NULL, lease TEXT);
    CREATE INDEX jobs_pending ON jobs (id) WHERE status = 'pending';
    WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${jobs})
    INSERT INTO jobs (id, status) SELECT id, 'pending' FROM n`)
  const claim = db.prepare(
    `UPDATE jobs SET lease = 'mine' WHERE id IN (
       SELECT id FROM jobs WHERE status = 'pending' AND lease IS NULL ORDER BY id LIMIT ${BATCH}) RETURNING id`
  )
  const finish = db.prepare(
    `UPDATE jobs SET status = 'done' WHERE id IN (SELECT value FROM json_each(?))`
  )
  return playRound(jobs, async () => {
    for (let batch = claim.all(); batch.length > 0; batch = claim.all()) {
      finish.run(JSON.stringify(batch.map(({ id }) => id)))
    }
  })
}

async function onPostgres(): Promise<never> {
  const client = new pg.Client(connectionString())
  await client.connect()
  await client.query(`DROP TABLE IF EXISTS bare_jobs;
    CREATE TABLE bare_jobs (id bigint PRIMARY KEY, status text NOT NULL, lease text);
    CREATE INDEX bare_jobs_pending ON bare_jobs (id) WHERE status = 'pending';
    INSERT INTO bare_jobs (id, status) SELECT id, 'pending' FROM generate_series(1, ${jobs}) AS id`)
  await client.query('VACUUM ANALYZE bare_jobs')
  const claim = `WITH due AS MATERIALIZED (
      SELECT id FROM bare_jobs WHERE status = 'pending' AND lease IS NULL ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    UPDATE bare_jobs AS j SET lease = 'mine' FROM due WHERE j.id = due.id RETURNING j.id`
  return playRound(jobs, async () => {
    for (;;) {
      const { rows } = await client.query(claim)
      if (rows.length === 0) return
      const ids = rows.map(({ id }) => id)
      await client.query(`UPDATE bare_jobs SET status = 'done' WHERE id = ANY($1)`, [ids])
    }
  })
}
