import { prettyPrintError } from '@adonisjs/core'

/** Configuration errors: the list says everything, and a stack trace would only hide it. */
const CONFIGURATION_FAULTS = [
  'E_INVALID_ENV_VARIABLES',
  'E_INVALID_SMS_SCHEDULER_CONFIG',
  'E_INVALID_GATEWAY_CONFIG',
]

/** Errors that an operator can fix: the message says what happened and what to do. */
const OPERATOR_FAULTS = [
  'E_COMMIT_REFUSED',
  'E_COMMIT_NOT_CONFIRMED',
  'E_DATABASE_REPLACED',
  'E_STATE_NOT_WRITABLE',
]

/** Prints the message of an error that needs no stack trace; returns whether it did. */
export function explainOperatorFault(error: any): boolean {
  if (!OPERATOR_FAULTS.includes(error?.code)) return false
  console.error(error.message)
  return true
}

/** Prints why the application cannot start, if that is clear; returns whether it did. */
export function explainConfigurationFault(error: any): boolean {
  if (!CONFIGURATION_FAULTS.includes(error?.code)) return false
  console.error(`Rappel cannot start: ${error.message}`)
  if (error.help) console.error(error.help)
  console.error('.env.example explains each variable.')
  return true
}

export async function explainBootError(error: any): Promise<void> {
  process.exitCode = 1
  if (!explainConfigurationFault(error)) await prettyPrintError(error)
}
