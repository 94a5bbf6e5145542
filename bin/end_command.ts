import { operatorFault } from './explain_boot_error.js'

/** sms:health could not find out. */
const EXIT_UNKNOWN = 3

/**
 * Ends a command on what an operator can mend: words on stderr; with --json one document on
 * stdout, with --nagios its line. Returns the exit code, or undefined for a fault of ours.
 */
export function endOnOperatorFault(error: unknown, commandLine: string[]): number | undefined {
  const words = operatorFault(error)
  if (words === undefined) return undefined
  const [command, ...flags] = commandLine
  const isHealth = command === 'sms:health'
  if (flags.includes('--json'))
    console.log(JSON.stringify({ ...(isHealth && { status: 'unknown' }), error: words }))
  else if (isHealth && flags.includes('--nagios'))
    console.log(`SMS UNKNOWN - ${words.replaceAll('\n', ' ').replaceAll('|', '/')}`)
  else console.error(words)
  return isHealth ? EXIT_UNKNOWN : 1
}
