import { prettyPrintError } from '@adonisjs/core'

/** Faults of the configuration: the list says it all, a stack trace would only hide it. */
const CONFIGURATION_FAULTS = [
  'E_INVALID_ENV_VARIABLES',
  'E_INVALID_SMS_SCHEDULER_CONFIG',
  'E_INVALID_GATEWAY_CONFIG',
]

/** Says why the application cannot start, where that is plain; answers whether it did. */
export function explainConfigurationFault(error: any): boolean {
  if (!CONFIGURATION_FAULTS.includes(error?.code)) return false
  console.error(`Rappel cannot start: ${error.message}`)
  if (error.help) console.error(error.help)
  console.error('What each variable may be is explained in .env.example.')
  return true
}

export function explainBootError(error: any): void {
  process.exitCode = 1
  if (!explainConfigurationFault(error)) prettyPrintError(error)
}
