import { execFile } from 'node:child_process'
import type { Resolve } from './checked_lookup.js'

/** Run as it is: the name and the family are arguments, never part of it. */
const LOOK_UP = `
const [, host, family] = process.argv
require('node:dns').lookup(host, { all: true, family: Number(family) }, (error, addresses) => {
  process.stdout.write(JSON.stringify({ code: error?.code, addresses: addresses ?? [] }))
})`

/**
 * Resolves names as the system does, in a process of its own, which ends at once when the signal is
 * aborted. A lookup cannot be called off, and Node waits for its thread before it exits: with a name
 * server that is silent, 10 s were measured (docs/adr/0047).
 */
export function lookupApart(signal: AbortSignal): Resolve {
  return (host, { family = 0 }, done) => {
    const args = ['--input-type=commonjs', '-e', LOOK_UP, '--', host, String(family)]
    const options = { signal, killSignal: 'SIGKILL' as const, env: {} }
    execFile(process.execPath, args, options, (fault, answer) => {
      if (fault) return done(fault as NodeJS.ErrnoException, [])
      if (answer === '') return done(new Error('the lookup said nothing'), [])
      const { code, addresses } = JSON.parse(answer)
      done(code ? Object.assign(new Error('the name was not resolved'), { code }) : null, addresses)
    })
  }
}
