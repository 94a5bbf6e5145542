/*
|--------------------------------------------------------------------------
| JavaScript entrypoint for running ace commands
|--------------------------------------------------------------------------
|
| AdonisJS 7 needs Node 24. Where `node ace` is typed under an older Node,
| this file runs itself again with the `node` package that `npm ci` installed,
| passes signals on to it and ends with its exit code.
|
*/

import { existsSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { dirname, join } from 'node:path'

const REQUIRED_NODE_MAJOR = 24
const root = dirname(fileURLToPath(import.meta.url))
const runningMajor = Number(process.versions.node.split('.')[0])

if (runningMajor < REQUIRED_NODE_MAJOR) {
  runAgainWithOurNode()
} else {
  process.env.TZ = 'UTC'
  /** A production build is plain JavaScript and has no need of the loader. */
  if (existsSync(join(root, 'bin', 'console.ts'))) {
    await import('@poppinss/ts-exec')
    await import('./bin/console.ts')
  } else {
    await import('./bin/console.js')
  }
}

function runAgainWithOurNode() {
  const ourNode = findOurNode(root)
  if (!ourNode) {
    console.error(
      `Rappel needs Node ${REQUIRED_NODE_MAJOR} or newer and this is Node ${process.versions.node}.\n` +
        `The "node" package that brings it is not installed: run "npm ci" in ${root} and try again.`
    )
    process.exit(1)
  }

  const child = spawn(ourNode, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })

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
