import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/**
 * Asks for a password at the terminal, without showing it; undefined at the end of input and on
 * Ctrl-C. For why it is not the framework's prompt, see _ask_yes_or_no.ts.
 */
export async function askPassword(
  question: string,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stdout
): Promise<string | undefined> {
  output.write(`${question} `)
  /** What is typed would be echoed here. */
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input, output: nowhere, terminal: true })
  const answer = await new Promise<string | undefined>((resolve) => {
    terminal.on('SIGINT', () => terminal.close())
    terminal.on('close', () => resolve(undefined))
    terminal.question('', resolve)
  })
  terminal.close()
  output.write('\n')
  return answer
}
