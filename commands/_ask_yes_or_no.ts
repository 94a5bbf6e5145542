import { createInterface } from 'node:readline'

/**
 * Asks at the terminal; anything but a yes is a no, also the end of the input and
 * Ctrl-C. Not the framework's prompt: its Ctrl-C ends the process with a stack trace
 * on the Node that we run on (ERR_USE_AFTER_CLOSE).
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
