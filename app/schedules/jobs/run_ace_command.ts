import { join } from 'node:path'
import { spawn, type ChildProcess } from 'node:child_process'

export type EndOfCommand =
  | { kind: 'exited'; code: number }
  /** By somebody else. */
  | { kind: 'killed'; signal: NodeJS.Signals }
  /** By us: this process was told to end, or the command took too long. */
  | { kind: 'stopped' | 'took_too_long' }

interface RunOptions {
  /** The folder of `ace.js`: the application, or its production build. */
  root: string
  signal: AbortSignal
  /** Milliseconds after which the command is told to end. */
  longestMs: number
  /** Milliseconds it then has to do so. */
  patienceMs: number
}

/**
 * Runs `node ace …` with the Node of this process and without a shell, and waits
 * for its end. What it prints is not kept: nothing can fill up, and what a command
 * says to people is not for tables.
 */
export async function runAceCommand(
  args: string[],
  { root, signal, longestMs, patienceMs }: RunOptions
): Promise<EndOfCommand> {
  if (signal.aborted) return { kind: 'stopped' }
  const child = spawn(process.execPath, [join(root, 'ace.js'), ...args], {
    cwd: root,
    stdio: 'ignore',
  })
  let cause: 'stopped' | 'took_too_long' | undefined
  let patience: NodeJS.Timeout | undefined
  const end = (why: typeof cause) => {
    if (cause) return
    cause = why
    child.kill('SIGTERM')
    patience = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  }
  const stop = () => end('stopped')
  signal.addEventListener('abort', stop)
  const limit = setTimeout(() => end('took_too_long'), longestMs)
  try {
    const ended = await endOf(child)
    return cause ? { kind: cause } : ended
  } finally {
    signal.removeEventListener('abort', stop)
    clearTimeout(limit)
    clearTimeout(patience)
  }
}

/** Throws where it could not be started. */
function endOf(child: ChildProcess): Promise<EndOfCommand> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      resolve(code === null ? { kind: 'killed', signal: signal! } : { kind: 'exited', code })
    })
  })
}
