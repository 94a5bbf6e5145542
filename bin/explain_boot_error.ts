import { prettyPrintError } from '@adonisjs/core'
import { databaseFault } from './database_fault.js'

/** Configuration errors: the list says everything, and a stack trace would only hide it. */
const CONFIGURATION_FAULTS = [
  'E_INVALID_ENV_VARIABLES',
  'E_INVALID_SMS_SCHEDULER_CONFIG',
  'E_INVALID_GATEWAY_CONFIG',
  'E_INVALID_CONFIG',
  'E_UNSAFE_PRODUCTION',
]

/** Errors that an operator can fix: the message says what happened and what to do. */
const OPERATOR_FAULTS = [
  'E_COMMIT_REFUSED',
  'E_COMMIT_NOT_CONFIRMED',
  'E_DATABASE_REPLACED',
  'E_STATE_NOT_WRITABLE',
  'E_HASH_KEY_MISSING',
]

/** Of the encryption: APP_KEY is empty or too short for it. */
const KEY_FAULTS = ['E_INSECURE_ENCRYPTER_KEY', 'E_MISSING_ENCRYPTER_KEY']

/** What an operator can mend, in words without a stack and without SQL; undefined for a fault of ours. */
export function operatorFault(error: any): string | undefined {
  if (CONFIGURATION_FAULTS.includes(error?.code)) {
    const parts = [`Rappel cannot start: ${error.message}`, error.help]
    return [...parts, '.env.example explains each variable.'].filter(Boolean).join('\n')
  }
  if (OPERATOR_FAULTS.includes(error?.code)) return error.message
  if (KEY_FAULTS.includes(error?.code))
    return 'Rappel cannot start: APP_KEY is too short. Set the one that this installation had, or run "node ace generate:key" for a new installation'
  return portFault(error) ?? databaseFault(error)
}

function portFault({ code, syscall, address, port }: any): string | undefined {
  if (syscall !== 'listen') return undefined
  const where = `${address ?? 'HOST'}:${port ?? process.env.PORT}`
  if (code === 'EADDRINUSE')
    return `The web server cannot listen on ${where}: another process does. End it, or set PORT to a free port`
  if (code === 'EACCES')
    return `The web server may not listen on ${where}: set PORT to 1024 or above, and let a reverse proxy take 443`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `The web server cannot listen on ${where}: this machine has no such address. Correct HOST`
  return undefined
}

/** Prints an error that needs no stack trace; returns whether it did. */
export function explainOperatorFault(error: any): boolean {
  const words = operatorFault(error)
  if (words !== undefined) console.error(words)
  return words !== undefined
}

export async function explainBootError(error: any): Promise<void> {
  process.exitCode = 1
  if (!explainOperatorFault(error)) await prettyPrintError(error)
}
