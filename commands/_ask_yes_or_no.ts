import { createInterface } from 'node:readline'

/**
 * Asks at the terminal. Anything but a yes counts as a no, including end of input and Ctrl-C.
 * The framework's prompt is not used: on our Node version, Ctrl-C there ends the process with a
 * stack trace (ERR_USE_AFTER_CLOSE).
 */
export async function askYesOrNo(
  question: string,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stdout
): Promise<boolean> {
  const terminal = createInterface({ input, output, terminal: true })
  const answer = await new Promise<string>((resolve) => {
    terminal.on('SIGINT', () => terminal.close())
    terminal.on('close', () => resolve(''))
    terminal.question(`${question} (y/N) `, resolve)
  })
  terminal.close()
  if (answer === '') output.write('\n')
  return /^y(es)?$/i.test(answer.trim())
}
