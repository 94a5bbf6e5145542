/*
|--------------------------------------------------------------------------
| JavaScript entrypoint for running ace commands
|--------------------------------------------------------------------------
|
| AdonisJS 7 needs Node 24, and reminders need the rules of today's time zones.
| Where `node ace` is typed under a Node that is older, or whose zone data are,
| this file runs itself again with the `node` package that `npm ci` installed,
| passes signals on to it and ends with its exit code.
|
*/

import { existsSync, realpathSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { dirname, join } from 'node:path'

const REQUIRED_NODE_MAJOR = 24
/** The `process.versions.tz` of the `node` package; tests compare the two. */
const REQUIRED_ZONE_DATA = '2026c'
/**
 * Bounds on the memory of a worker. On a machine with much memory V8 lets the heap of a
 * process that allocates all the time grow to several times what is in use
 * (`npm run bench:memory`). Other bounds, as flags or in NODE_OPTIONS, replace these.
 */
const WORKER_FLAGS = ['--max-semi-space-size=8', '--max-old-space-size=512']

const root = dirname(fileURLToPath(import.meta.url))
const flags = missingFlags()
const fault = faultOfThisNode()

if (fault) {
  runAgainWithOurNode(fault)
} else if (flags.length > 0 && process.execve) {
  /** V8 takes them at its start only. The process stays the same one: whoever started it notices nothing. */
  process.execve(process.execPath, [
    process.execPath,
    ...flags,
    ...process.execArgv,
    ...process.argv.slice(1),
  ])
} else {
  process.env.TZ = 'UTC'
  /** A production build is plain JavaScript and has no need of the loader. */
  if (existsSync(join(root, 'bin', 'console.ts'))) {
    await import('./bin/compile_once.js')
    await import('./bin/console.ts')
  } else {
    await import('./bin/console.js')
  }
}

function missingFlags() {
  if (process.argv[2] !== 'sms:work') return []
  const given = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ')
  return /--max-(?:semi|old|heap)-?(?:space-)?size/.test(given.replaceAll('_', '-'))
    ? []
    : WORKER_FLAGS
}

function faultOfThisNode() {
  const { node, tz } = process.versions
  if (Number(node.split('.')[0]) < REQUIRED_NODE_MAJOR)
    return `Rappel needs Node ${REQUIRED_NODE_MAJOR} or newer and this is Node ${node}.`
  /** Zone data are named by year and letter: 2026a, 2026b. A Node without any has no name for them. */
  if ((tz ?? '') < REQUIRED_ZONE_DATA && !isOurNode())
    return `Rappel needs the time zones of ${REQUIRED_ZONE_DATA} or newer and this Node ${node} has ${tz ?? 'none'}.`
  return undefined
}

/** Another version of the package may have been installed since: running it again would not end. */
function isOurNode() {
  const ourNode = findOurNode(root)
  return ourNode !== undefined && realpathSync(ourNode) === realpathSync(process.execPath)
}

function runAgainWithOurNode(reason) {
  const ourNode = findOurNode(root)
  if (!ourNode) {
    console.error(
      `${reason}\n` +
        `The "node" package that brings it is not installed: run "npm ci" in ${root} and try again.`
    )
    process.exit(1)
  }

  const child = spawn(
    ourNode,
    [...flags, ...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    }
  )

  /** In a terminal Ctrl-C already reaches the child, as it is in the same foreground group. */
  const forwarded = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT']
  for (const signal of forwarded) {
    process.on(signal, () => child.kill(signal))
  }
  if (process.stdin.isTTY) process.on('SIGINT', () => {})

  child.on('error', (error) => {
    console.error(`Could not start ${ourNode}: ${error.message}. Run "npm ci" and try again.`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1)
    /** Ends the way the child ended, so that a supervisor sees the signal. */
    for (const name of [...forwarded, 'SIGINT']) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}

/** A production build sits in `build/`, one folder below the `node_modules` it may share. */
function findOurNode(start) {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', 'node', 'bin', 'node')
    if (existsSync(candidate)) return candidate
    if (folder === dirname(folder)) return undefined
  }
}
