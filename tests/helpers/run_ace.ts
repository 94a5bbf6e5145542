import app from '@adonisjs/core/services/app'
import { endOnOperatorFault } from '../../bin/end_command.js'

export interface AceOutcome {
  code: number
  stdout: string
  stderr: string
}

/**
 * `node ace …` within the process of the tests: its arguments, its words and its exit
 * code, without the seconds that a process takes to start. Not for two at once, and
 * not for settings or signals of its own: see `runAceProcess`.
 */
export async function runAce([commandName, ...argv]: string[]): Promise<AceOutcome> {
  const kernel = await app.container.make('ace')
  await kernel.boot()
  kernel.ui.switchMode('silent')
  const printed = capturePrinting()
  try {
    const command = await kernel.exec(commandName, argv)
    return { code: command.exitCode!, ...printed.end() }
  } catch (error) {
    const code = endOnOperatorFault(error, [commandName, ...argv])
    if (code === undefined) await kernel.errorHandler.render(error, kernel)
    return { code: code ?? 1, ...printed.end() }
  }
}

/** Keeps what is written to stdout and stderr until the end of the command. */
function capturePrinting() {
  const written = { stdout: '', stderr: '' }
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name]
    const write = stream.write
    stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      written[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
      const callback = rest.findLast((argument) => typeof argument === 'function')
      if (callback) process.nextTick(callback)
      return true
    }) as typeof stream.write
    return () => (stream.write = write)
  })
  return {
    end() {
      for (const put of restore) put()
      return written
    },
  }
}
