import { createHash } from 'node:crypto'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const VERSION = '4.1.2'
const OLDEST_JAVA = 17
const FETCH_WITHIN_MS = 300_000

/** What a machine needs to run a broker of its own. */
export const NEEDED = `Java ${OLDEST_JAVA} or newer and Maven (on Debian: apt-get install openjdk-17-jre-headless maven)`

/**
 * The folder with Apache Kafka's jars: 43 MB, fetched by Maven once for each user and checked
 * against jars.sha256. Set KAFKA_CACHE_DIR to keep them elsewhere.
 *
 * @throws Error that says what is missing on this machine
 */
export async function fetchKafka(): Promise<string> {
  const cache = process.env.KAFKA_CACHE_DIR || join(homedir(), '.cache', 'rappel')
  const folder = join(cache, `kafka-${VERSION}`)
  if (existsSync(folder)) return folder
  await mkdir(cache, { recursive: true })
  /** Renamed once it is whole: another process may be fetching, too. */
  const parts = await mkdtemp(join(cache, 'fetching-'))
  try {
    await copyJars(parts)
    await verify(parts)
    await rename(parts, folder)
  } catch (error) {
    await rm(parts, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

export async function requireJava(): Promise<string> {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java'
  const { stderr } = await run(java, ['-version']).catch(() => ({ stderr: '' }))
  const major = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0)
  if (major >= OLDEST_JAVA) return java
  throw new Error(`${major ? `Java ${major} is too old` : 'there is no Java'}: it needs ${NEEDED}`)
}

async function copyJars(folder: string): Promise<void> {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
  const pom = join(import.meta.dirname, 'pom.xml')
  const args = [
    '-q',
    '-B',
    '-f',
    pom,
    goal,
    '-DincludeScope=runtime',
    `-DoutputDirectory=${folder}`,
  ]
  await run('mvn', args, { timeout: FETCH_WITHIN_MS }).catch((error) => {
    if (error.code === 'ENOENT') throw new Error(`there is no Maven: it needs ${NEEDED}`)
    const why = String(error.stdout || error.stderr)
      .split('\n')
      .find((line) => line.includes('ERROR'))
    throw new Error(`Maven could not fetch Apache Kafka ${VERSION}: ${why ?? error.message}`)
  })
}

/** One line a jar, as sha256sum prints it. */
async function verify(folder: string): Promise<void> {
  const list = await readFile(join(import.meta.dirname, 'jars.sha256'), 'utf8')
  const lines = list.trim().split('\n')
  const expected = new Map(lines.map((line) => line.split('  ').toReversed() as [string, string]))
  for (const name of await readdir(folder)) {
    const hash = createHash('sha256').update(await readFile(join(folder, name)))
    if (expected.get(name) !== hash.digest('hex'))
      throw new Error(`${name} is not the file that jars.sha256 names: it is not used`)
    expected.delete(name)
  }
  if (expected.size > 0) throw new Error(`Maven did not fetch ${[...expected.keys()].join(', ')}`)
}
