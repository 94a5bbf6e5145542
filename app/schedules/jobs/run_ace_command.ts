import { join } from 'node:path'
import { spawn, type ChildProcess } from 'node:child_process'

export type EndOfCommand =
  | { kind: 'exited'; code: number }
  /** Ended by another process or person. */
  | { kind: 'killed'; signal: NodeJS.Signals }
  /** By us, told so by the signal. */
  | { kind: 'stopped' }

interface RunOptions {
  /** The folder of `ace.js`: the application, or its production build. */
  root: string
  /** When aborted, the command is told to end. */
  signal: AbortSignal
  /** Milliseconds that it then has to end. */
  patienceMs: number
}

/**
 * Runs `node ace …` with this process's Node and without a shell, and waits for its end. The output
 * is not kept: nothing can fill up, and what a command prints for people does not belong in tables.
 */
export async function runAceCommand(
  args: string[],
  { root, signal, patienceMs }: RunOptions
): Promise<EndOfCommand> {
  if (signal.aborted) return { kind: 'stopped' }
  const child = spawn(process.execPath, [join(root, 'ace.js'), ...args], {
    cwd: root,
    stdio: 'ignore',
  })
  let patience: NodeJS.Timeout | undefined
  const stop = () => {
    child.kill('SIGTERM')
    patience = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    const ended = await endOf(child)
    return patience ? { kind: 'stopped' } : ended
  } finally {
    signal.removeEventListener('abort', stop)
    clearTimeout(patience)
  }
}

/** Throws if it could not be started. */
function endOf(child: ChildProcess): Promise<EndOfCommand> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      resolve(code === null ? { kind: 'killed', signal: signal! } : { kind: 'exited', code })
    })
  })
}
