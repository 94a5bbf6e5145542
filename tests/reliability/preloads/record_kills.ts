/** The process dies by SIGKILL when it parses a text that says so. */
const parse = JSON.parse
JSON.parse = (text: string, reviver) => {
  if (String(text).includes('this kills the process')) process.kill(process.pid, 'SIGKILL')
  return parse(text, reviver)
}
